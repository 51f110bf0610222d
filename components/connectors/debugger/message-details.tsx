"use client";

import { Eye, EyeOff } from "lucide-react";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { useConnectorsContext } from "@/components/connectors/connectors-context";
import { callAction } from "@/components/forms/call-action";
import { CollapsibleSection } from "@/components/logs/detail/collapsible-section";
import { JsonTree } from "@/components/logs/detail/json-tree";
import { LoggedText } from "@/components/logs/detail/logged-text";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { CopyIconButton } from "@/components/ui/copy-button";
import { Alert } from "@/components/ui/feedback/alert";
import { Skeleton } from "@/components/ui/feedback/skeleton";
import { ExactLocalTime } from "@/components/ui/time/local-time";
import { RelativeTime } from "@/components/ui/time/relative-time";
import type { ActionResult } from "@/lib/action";
import { getDenialReason } from "@/lib/auth/permissions";
import { getMessage } from "@/lib/connectors/messages/actions";
import { describeReason, describeWarning, type MessageView } from "@/lib/connectors/messages/rows";
import { closeJson } from "@/lib/json/close";
import { readJsonTree } from "@/lib/json/tree";
import { OutcomeBadge } from "./outcome-badge";

interface MessageDetailsProps {
  connectorId: string;
  id: string;
}

export function MessageDetails({ connectorId, id }: MessageDetailsProps) {
  const [reveal, setReveal] = useState(false);
  const { result, loading, retry } = useMessage(connectorId, id, reveal);
  if (!result) return <MessageDetailsSkeleton />;
  if (!result.ok) {
    return (
      <Alert
        tone={result.code === "not_found" ? "warning" : "danger"}
        role="alert"
        title="Could not load this message"
        action={
          result.code !== "not_found" && (
            <Button pending={loading} onClick={retry}>
              Try again
            </Button>
          )
        }
      >
        {result.message}
      </Alert>
    );
  }
  const message = result.data;
  return (
    <div
      aria-busy={loading || undefined}
      className={cn("flex flex-col gap-5 transition-opacity duration-150", loading && "opacity-60 delay-150")}
    >
      <Outcome message={message} />
      {message.warnings.length > 0 && <WarningList codes={message.warnings} />}
      <RevealBar message={message} revealing={reveal} onReveal={setReveal} />
      <Payload text={message.payload} />
      <Facts message={message} />
    </div>
  );
}

function useMessage(connectorId: string, id: string, reveal: boolean) {
  const { slug } = useConnectorsContext();
  const [attempts, setAttempts] = useState(0);
  const request = `${id} ${reveal} ${attempts}`;
  const [response, setResponse] = useState<{ request: string; result: ActionResult<MessageView> }>();
  useEffect(() => {
    let isCurrent = true;
    callAction(() => getMessage(slug, { connectorId, id, reveal })).then(
      (result) => isCurrent && setResponse({ request, result }),
    );
    return () => {
      isCurrent = false;
    };
  }, [slug, connectorId, id, reveal, request]);
  return {
    result: response?.result,
    loading: response?.request !== request,
    retry: () => setAttempts(attempts + 1),
  };
}

function Outcome({ message: { outcome, code, time } }: { message: MessageView }) {
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <OutcomeBadge outcome={outcome} />
        {code && <code className="wrap-anywhere font-mono text-sm">{code}</code>}
        <span className="text-muted text-sm">
          <RelativeTime value={time} />
        </span>
      </div>
      <p className="max-w-[70ch] text-sm">{describeOutcome(outcome, code)}</p>
    </div>
  );
}

function describeOutcome(outcome: MessageView["outcome"], code: string): string {
  if (code) return describeReason(code);
  if (outcome === "duplicate") return "A message with this id was accepted before: nothing was changed.";
  return "The message was stored.";
}

function WarningList({ codes }: { codes: string[] }) {
  return (
    <Alert tone="warning" title={codes.length === 1 ? "1 warning" : `${codes.length} warnings`}>
      <ul className="flex flex-col gap-1.5">
        {codes.map((code) => (
          <li key={code}>
            {describeWarning(code)} <code className="wrap-anywhere font-mono text-muted text-xs">{code}</code>
          </li>
        ))}
      </ul>
    </Alert>
  );
}

interface RevealBarProps {
  message: MessageView;
  /** The values were requested, and may still be loading. */
  revealing: boolean;
  onReveal: (reveal: boolean) => void;
}

function RevealBar({ message: { masked, mayReveal }, revealing, onReveal }: RevealBarProps) {
  return (
    <div className="flex flex-col items-start gap-2">
      {masked ? (
        <Button
          pending={revealing}
          pendingLabel="Revealing…"
          disabledReason={mayReveal ? null : getDenialReason("viewLogValues")}
          onClick={() => onReveal(true)}
        >
          <Eye />
          Reveal values
        </Button>
      ) : (
        <Button onClick={() => onReveal(false)}>
          <EyeOff />
          Mask values
        </Button>
      )}
      <p role="status" className="text-muted text-sm">
        {describeMasking(masked, mayReveal)}
      </p>
    </div>
  );
}

function describeMasking(masked: boolean, mayReveal: boolean): string {
  if (!masked) return "Values are revealed. The audit log records it.";
  if (mayReveal)
    return "Values are masked. Revealing is recorded in the audit log, once in 30 minutes per connector.";
  return "Values are masked. Owners and admins can reveal them.";
}

/** Only the beginning of a long message is kept: it is shown as far as it goes. */
function Payload({ text }: { text: string }) {
  const { json, tree, isCut } = useMemo(() => parsePayload(text), [text]);
  return (
    <CollapsibleSection title="Message" copy={text}>
      <section
        aria-label="Message"
        className="rounded-control border bg-inset px-2 py-1.5 font-mono text-sm leading-6"
      >
        {tree ? (
          <JsonTree text={json} node={tree} />
        ) : (
          <pre className="wrap-anywhere whitespace-pre-wrap px-1">
            <LoggedText text={text} />
          </pre>
        )}
      </section>
      {isCut && <p className="text-muted text-sm">Only the first 16 KiB are kept.</p>}
    </CollapsibleSection>
  );
}

function parsePayload(text: string) {
  const tree = readJsonTree(text);
  if (tree) return { json: text, tree, isCut: false };
  const json = closeJson(text)?.json ?? "";
  return { json, tree: readJsonTree(json), isCut: true };
}

function Facts({ message }: { message: MessageView }) {
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-semibold">Details</h3>
      <dl className="grid grid-cols-[6rem_minmax(0,1fr)] gap-x-3 gap-y-2">
        {listFacts(message).map(({ name, value, copy }) => (
          <div key={name} className="group/fact col-span-2 grid grid-cols-subgrid">
            <dt className="text-muted">{name}</dt>
            <dd className="flex min-w-0 items-start justify-between gap-2">
              <span className="wrap-anywhere min-w-0">{value}</span>
              {copy && (
                <CopyIconButton
                  label={`Copy ${name.toLowerCase()}`}
                  value={copy}
                  className="opacity-0 pointer-coarse:-my-1.5 focus-visible:opacity-100 group-hover/fact:opacity-100 [@media(hover:none)]:opacity-100"
                />
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function listFacts(message: MessageView): { name: string; value: ReactNode; copy?: string }[] {
  const { time, type, name, subject, messageId, library, retryCount } = message;
  const mono = (text: string) => <span className="font-mono text-sm">{text}</span>;
  return [
    { name: "Arrived", value: <ExactLocalTime time={time} />, copy: time.toISOString() },
    { name: "Type", value: type ? mono(type) : "Unknown" },
    ...(name ? [{ name: "Name", value: name, copy: name }] : []),
    { name: "User", value: subject ? mono(subject) : "None", copy: subject },
    { name: "Message id", value: mono(messageId), copy: messageId },
    { name: "Library", value: library || "Unknown" },
    {
      name: "Retries",
      value: retryCount === 0 ? "None" : `The library had sent the request ${retryCount}× before`,
    },
  ];
}

function MessageDetailsSkeleton() {
  return (
    <div role="status" className="flex flex-col gap-5">
      <span className="sr-only">Loading the message</span>
      <Skeleton className="h-5 w-64 max-w-full" />
      <Skeleton className="h-control w-36" />
      <Skeleton className="h-48" />
      <Skeleton className="h-40" />
    </div>
  );
}
