"use client";

import { Check, ChevronDown } from "lucide-react";
import { Button } from "@/components/ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuTrigger,
} from "@/components/ui/overlay/dropdown-menu";
import { SwapLabel } from "@/components/ui/swap-label";
import { toastCopyBlocked, useClipboard } from "@/components/ui/use-clipboard";
import { getDenialReason } from "@/lib/auth/permissions";
import { hiddenPlaceholder } from "@/lib/logs/redact/mask";
import { maskedPlaceholder, removedPlaceholder } from "@/lib/logs/redact/placeholders";
import { type LogView, maxLoggedBodyBytes } from "@/lib/logs/schema";
import { type RepeatableCall, snippetLanguages } from "./call-snippets";

/** Copies code that repeats the call, with a placeholder for the key. */
export function CopyAs({ call }: { call: LogView }) {
  const { copied, copy } = useClipboard();
  const idleLabel = (
    <>
      Copy as
      <ChevronDown />
    </>
  );
  const copiedLabel = (
    <>
      <Check className="text-positive" />
      Copied
    </>
  );
  const disabledReason = findRepeatProblem(call);
  if (disabledReason) return <Button disabledReason={disabledReason}>{idleLabel}</Button>;
  const copyCode = async (code: string) => {
    if (!(await copy(code))) toastCopyBlocked();
  };
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button>
          <SwapLabel first={idleLabel} second={copiedLabel} showSecond={copied} />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start">
        <DropdownMenuLabel>Set API_KEY before you run it</DropdownMenuLabel>
        {snippetLanguages.map(({ name, write }) => (
          <DropdownMenuItem key={name} onSelect={() => copyCode(write(toRepeatableCall(call)))}>
            {name}
          </DropdownMenuItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

/** Drops the body of GET and HEAD: not every client can send one. */
function toRepeatableCall({
  method,
  path,
  query,
  route,
  requestHeaders,
  requestBody,
}: LogView): RepeatableCall {
  const isRead = method === "GET" || method === "HEAD";
  return {
    method,
    apiUrl: `${window.location.origin}/api`,
    target: path.replace(/^\/api/, "") + query,
    route,
    contentType: requestHeaders["content-type"],
    body: isRead ? "" : requestBody,
  };
}

/** Why the logged data is not enough to repeat a call; null if it is. */
export function findRepeatProblem(call: LogView): string | null {
  const parts = [call.path, call.query, call.method === "GET" ? "" : call.requestBody];
  if (call.masked && parts.some((part) => part.includes(hiddenPlaceholder)))
    return call.mayReveal ? "Reveal the values first." : getDenialReason("viewLogValues");
  if (call.requestBytes > maxLoggedBodyBytes) return "Only part of this body was logged.";
  if (parts.some((part) => part.includes(removedPlaceholder) || part.includes(maskedPlaceholder)))
    return "A secret was removed from this call.";
  if (parts.some((part) => part.includes("\uFFFD"))) return "This call has binary data.";
  return null;
}
