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
import type { LogView } from "@/lib/logs/schema";
import { type RepeatedCall, snippetLanguages } from "./call-snippets";
import { useCopy } from "./use-copy";
import { whyNotRepeat } from "./why-not-repeat";

/** Copies a program that makes the call again, with a key of one's own. */
export function CopyAs({ call }: { call: LogView }) {
  const { copied, copy } = useCopy();
  const label = (
    <>
      Copy as
      <ChevronDown />
    </>
  );
  const done = (
    <>
      <Check className="text-positive" />
      Copied
    </>
  );
  const refusal = whyNotRepeat(call);
  if (refusal) return <Button disabledReason={refusal}>{label}</Button>;
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button>
          <SwapLabel first={label} second={done} showSecond={copied} />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start">
        <DropdownMenuLabel>The key is left out: set API_KEY</DropdownMenuLabel>
        {snippetLanguages.map(({ name, write }) => (
          <DropdownMenuItem key={name} onSelect={() => copy(write(toRepeated(call)))}>
            {name}
          </DropdownMenuItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

/** Of a read the body does not matter, and not every client can send one. */
function toRepeated({ method, path, query, route, requestHeaders, requestBody }: LogView): RepeatedCall {
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
