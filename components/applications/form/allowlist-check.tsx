"use client";

import { useRef, useState } from "react";
import { useApiAccess } from "@/components/applications/api-access";
import { callAction } from "@/components/forms/call-action";
import { Button } from "@/components/ui/button";
import { Alert } from "@/components/ui/feedback/alert";
import type { ActionResult } from "@/lib/action";
import { checkAllowlist } from "@/lib/applications/actions";
import { parseIpRange } from "@/lib/http/ip-ranges";
import type { AllowlistCheck } from "@/lib/logs/schema";

const delayMs = 400;

/** Null until the first result. */
type Check = ActionResult<AllowlistCheck> | null;

/** Compares the draft of an allowlist with recent calls, shortly after the last edit. An empty draft needs no comparison. */
export function useAllowlistCheck(applicationId: string | null) {
  const { slug } = useApiAccess();
  const [check, setCheck] = useState<Check>(null);
  const newest = useRef<{ timer?: ReturnType<typeof setTimeout> }>({});
  const request = (ranges: string[]) => {
    clearTimeout(newest.current.timer);
    const current: typeof newest.current = {};
    newest.current = current;
    if (applicationId === null || ranges.length === 0) return setCheck(null);
    current.timer = setTimeout(async () => {
      const result = await callAction(() => checkAllowlist(slug, { id: applicationId, allowedIps: ranges }));
      if (newest.current === current) setCheck(result);
    }, delayMs);
  };
  return { check, request };
}

interface AllowlistResultProps {
  check: NonNullable<Check>;
  onAdd: (ipAddress: string) => void;
}

/** The comparison with the last 7 days. Offers to add each address that the draft rejects. */
export function AllowlistResult({ check, onAdd }: AllowlistResultProps) {
  const result = useRef<HTMLDivElement>(null);
  const add = (ipAddress: string) => {
    onAdd(ipAddress);
    // The button is about to be removed.
    result.current?.focus();
  };
  return (
    <div ref={result} tabIndex={-1} aria-live="polite" className="rounded-control">
      {check.ok ? (
        <Comparison check={check.data} onAdd={add} />
      ) : (
        <Alert tone="warning">The list was not compared with recent calls. {check.message}</Alert>
      )}
    </div>
  );
}

interface ComparisonProps {
  check: AllowlistCheck;
  onAdd: (ipAddress: string) => void;
}

function Comparison({ check, onAdd }: ComparisonProps) {
  if (check.calls === 0) return <Alert>No calls in the last 7 days to compare with.</Alert>;
  if (check.rejectedCalls === 0)
    return (
      <Alert tone="positive">
        All {formatCalls(check.calls)} of the last 7 days came from allowed addresses.
      </Alert>
    );
  return (
    <Alert tone="warning" title={describeRejected(check)}>
      <ul className="mt-1 flex flex-col">
        {check.rejected.map((caller) => (
          <li key={caller.ipAddress} className="flex min-h-9 items-center justify-between gap-3">
            <span className="min-w-0">
              <code className="break-all font-mono text-xs">{caller.ipAddress}</code>
              <span className="ml-2 text-sm tabular-nums">
                {formatCalls(caller.calls)}
                {caller.rejectedCalls > 0 &&
                  `, ${caller.rejectedCalls.toLocaleString("en")} already rejected`}
              </span>
            </span>
            {parseIpRange(caller.ipAddress).range && (
              <Button onClick={() => onAdd(caller.ipAddress)}>
                Allow<span className="sr-only"> {caller.ipAddress}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
      <MoreCallers check={check} />
    </Alert>
  );
}

/** The question before an allowlist is saved that rejects addresses in use. */
export function AllowlistWarning({ check }: { check: AllowlistCheck }) {
  return (
    <Alert tone="warning" title={describeRejected(check)}>
      <ul className="list-disc pl-5">
        {check.rejected.slice(0, 5).map(({ ipAddress, calls }) => (
          <li key={ipAddress}>
            <code className="break-all font-mono text-xs">{ipAddress}</code>: {formatCalls(calls)}
          </li>
        ))}
      </ul>
      <MoreCallers check={{ ...check, rejected: check.rejected.slice(0, 5) }} />
    </Alert>
  );
}

function MoreCallers({ check: { rejectedCallers, rejected } }: { check: AllowlistCheck }) {
  const more = rejectedCallers - rejected.length;
  if (more === 0) return null;
  return (
    <p className="text-sm">And {more === 1 ? "1 more address" : `${more.toLocaleString("en")} more`}.</p>
  );
}

function describeRejected({ calls, rejectedCalls, rejectedCallers }: AllowlistCheck): string {
  const from = rejectedCallers === 1 ? "1 address" : `${rejectedCallers.toLocaleString("en")} addresses`;
  return `${rejectedCalls.toLocaleString("en")} of ${formatCalls(calls)} in the last 7 days would be rejected, from ${from}.`;
}

function formatCalls(calls: number): string {
  return calls === 1 ? "1 call" : `${calls.toLocaleString("en")} calls`;
}
