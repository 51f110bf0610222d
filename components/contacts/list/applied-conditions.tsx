"use client";

import { Filter } from "lucide-react";
import { Button } from "@/components/ui/button";
import { summarizeCondition } from "@/lib/computations/explain/describe";
import type { ConditionGroup } from "@/lib/computations/schema/condition";
import type { ConditionOptions } from "@/lib/computations/schema/explanation";

interface AppliedConditionsProps {
  condition: ConditionGroup;
  options: ConditionOptions;
  onEdit: () => void;
  onClear: () => void;
}

/** The conditions of the list as a sentence. */
export function AppliedConditions({ condition, options, onEdit, onClear }: AppliedConditionsProps) {
  const text = summarizeCondition(condition, toNames(options));
  return (
    <section
      aria-label="Applied conditions"
      className="flex items-center gap-x-3 gap-y-1 rounded-surface border bg-inset py-1.5 pr-1.5 pl-3 max-sm:flex-wrap"
    >
      <Filter aria-hidden className="size-4 shrink-0 text-muted" />
      <p title={text} className="line-clamp-2 min-w-0 flex-1 break-words max-sm:line-clamp-4">
        {text}
      </p>
      <div className="flex shrink-0 max-sm:ml-auto">
        <Button variant="ghost" onClick={onEdit} aria-label="Edit conditions">
          Edit
        </Button>
        <Button variant="ghost" onClick={onClear} aria-label="Clear conditions">
          Clear
        </Button>
      </div>
    </section>
  );
}

function toNames({ kind, properties, segments, relatedSegments, stages }: ConditionOptions) {
  const computations = [...segments, ...relatedSegments, ...stages];
  return {
    kind,
    property: (name: string) => properties.find((property) => property.name === name)?.label ?? name,
    computation: (id: string) => computations.find((other) => other.id === id)?.name ?? "deleted",
  };
}
