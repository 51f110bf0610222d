"use client";

import type { ReactNode } from "react";
import { Alert } from "@/components/ui/feedback/alert";
import { Skeleton } from "@/components/ui/feedback/skeleton";
import { Field } from "@/components/ui/form/field";
import { Input } from "@/components/ui/form/input";
import { useConfirm } from "@/components/ui/overlay/alert-dialog";
import { RelativeTime } from "@/components/ui/time/relative-time";
import type { Impact } from "@/lib/logs/schema";
import { type ImpactConfirmation, mustType } from "./use-impact";

interface ImpactFieldsProps {
  confirmation: ImpactConfirmation;
  /** What happens to the calls: "would be rejected". */
  effect?: string;
  /** Replaces the sentence about no calls. */
  unused?: ReactNode;
  /** False shows the calls without asking for the name. */
  asksName?: boolean;
}

/** The calls that a change makes fail and, if there are any, the field for the name that confirms it. */
export function ImpactFields({
  confirmation,
  effect = "would be rejected",
  unused = <p className="text-muted">No calls in the last 24 hours.</p>,
  asksName = true,
}: ImpactFieldsProps) {
  const { result } = confirmation;
  return (
    <div className="mt-1 flex flex-col gap-4">
      <div role="status">
        {result === null ? (
          <>
            <span className="sr-only">Counting the calls of the last 24 hours…</span>
            <Skeleton className="my-1 w-56" />
          </>
        ) : !result.ok ? (
          <Alert tone="warning">The calls of the last 24 hours could not be counted. {result.message}</Alert>
        ) : result.data.calls === 0 ? (
          unused
        ) : (
          <ImpactSummary impact={result.data} effect={effect} />
        )}
      </div>
      {asksName && result && mustType(result) && <NameToType confirmation={confirmation} />}
    </div>
  );
}

type NameConfirmation = Pick<ImpactConfirmation, "name" | "typed" | "setTyped" | "blocked">;

/** The field for the name of the subject. Enter confirms the dialog around it. */
export function NameToType({ confirmation }: { confirmation: NameConfirmation }) {
  const { name, typed, setTyped, blocked } = confirmation;
  const confirm = useConfirm();
  return (
    <Field label={`Type ${name} to confirm`}>
      <Input
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          // The dialog may be inside a form.
          event.preventDefault();
          if (!blocked) confirm();
        }}
      />
    </Field>
  );
}

const maxListed = 5;

/** "41 calls in the last 24 hours would be rejected, …", with their endpoints. */
export function ImpactSummary({ impact, effect }: { impact: Impact; effect: string }) {
  const { calls, clients, ipAddresses, lastAt, endpoints } = impact;
  const more = endpoints.length - maxListed;
  return (
    <Alert tone="warning">
      <p>
        {count(calls, "call", "calls")} in the last 24 hours {effect}, from{" "}
        {count(clients, "client", "clients")} at {count(ipAddresses, "IP address", "IP addresses")}.
        {lastAt && (
          <>
            {" "}
            The last one came <RelativeTime value={lastAt} focusable={false} />.
          </>
        )}
      </p>
      <ul className="mt-1.5 flex flex-col gap-0.5">
        {endpoints.slice(0, maxListed).map(({ method, route, calls: uses }) => (
          <li key={`${method} ${route}`} className="flex items-baseline justify-between gap-3">
            <code className="min-w-0 break-all font-mono text-xs">
              {method} {route ?? "unknown path"}
            </code>
            <span className="shrink-0 text-sm tabular-nums">{count(uses, "call", "calls")}</span>
          </li>
        ))}
        {more > 0 && <li className="text-sm">{count(more, "more endpoint", "more endpoints")}</li>}
      </ul>
    </Alert>
  );
}

function count(number: number, one: string, many: string): string {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}
