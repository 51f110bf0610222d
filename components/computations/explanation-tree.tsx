"use client";

import { Check, X } from "lucide-react";
import { cn } from "@/components/ui/class-names";
import { ShortLocalTime } from "@/components/ui/time/local-time";
import type { Explanation } from "@/lib/computations/schema/explanation";

interface ExplanationTreeProps {
  explanation: Explanation;
  className?: string;
}

/** Each condition with its outcome and its fact. The conditions of a group stand below it. */
export function ExplanationTree({ explanation, className }: ExplanationTreeProps) {
  return (
    <ul className={cn("flex flex-col gap-1.5 text-sm", className)}>
      <ExplanationItem explanation={unwrap(explanation)} />
    </ul>
  );
}

function ExplanationItem({ explanation: { text, holds, fact, changesAt, parts } }: ExplanationTreeProps) {
  return (
    <li className="flex min-w-0 flex-col gap-1.5">
      <div className="flex min-w-0 items-start gap-2">
        <HoldsIcon holds={holds} />
        <div className="min-w-0">
          <span className={cn(parts.length > 0 && "text-muted")}>{text}</span>
          {(fact || changesAt) && (
            <p className="text-muted">
              {fact}
              {fact && changesAt && " · "}
              {changesAt && (
                <span className="whitespace-nowrap">
                  may change on <ShortLocalTime time={new Date(changesAt)} />
                </span>
              )}
            </p>
          )}
        </div>
      </div>
      {parts.length > 0 && (
        <ul className="ml-1.75 flex flex-col gap-1.5 border-l pl-4">
          {parts.map((part, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no ids, and two can be equal.
            <ExplanationItem key={index} explanation={unwrap(part)} />
          ))}
        </ul>
      )}
    </li>
  );
}

/** A group of one condition says nothing more than its condition, unless it negates it. */
function unwrap(explanation: Explanation): Explanation {
  const [part, ...others] = explanation.parts;
  return part && others.length === 0 && part.holds === explanation.holds ? unwrap(part) : explanation;
}

interface HoldsIconProps {
  holds: boolean;
  className?: string;
}

/** ✓ or ✗, with words for screen readers. */
export function HoldsIcon({ holds, className }: HoldsIconProps) {
  const Icon = holds ? Check : X;
  return (
    <span className={cn("mt-0.75 shrink-0", holds ? "text-positive" : "text-muted", className)}>
      <Icon aria-hidden strokeWidth={2.5} className="size-3.5" />
      <span className="sr-only">{holds ? "Holds: " : "Does not hold: "}</span>
    </span>
  );
}
