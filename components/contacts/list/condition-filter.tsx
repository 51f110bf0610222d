"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { ConditionBuilder } from "@/components/computations/builder/condition-builder";
import { emptyCondition } from "@/components/computations/builder/new-conditions";
import { PreviewPanel } from "@/components/computations/preview-panel";
import { Button } from "@/components/ui/button";
import type { ComputationForm } from "@/lib/computations/schema/computation";
import { type ConditionGroup, RootCondition } from "@/lib/computations/schema/condition";
import { isTooLongForUrl } from "@/lib/computations/schema/condition-url";
import type { ConditionOptions } from "@/lib/computations/schema/explanation";
import { toPrefilledSegmentUrl } from "@/lib/computations/schema/prefilled-segment";
import type { ContactKind } from "@/lib/contacts/schema/contact";

interface ConditionFilterProps {
  slug: string;
  kind: ContactKind;
  options: ConditionOptions;
  /** The conditions of the list; null for none. */
  applied: ConditionGroup | null;
  onApply: (condition: ConditionGroup | null) => void;
  /** Null if the reader may save segments. */
  disabledReason: string | null;
}

/** Edits the conditions of the list, counts the contacts that pass, and opens the editor of a segment with them. */
export function ConditionFilter({
  slug,
  kind,
  options,
  applied,
  onApply,
  disabledReason,
}: ConditionFilterProps) {
  const router = useRouter();
  const [condition, setCondition] = useState(applied ?? emptyCondition);
  const problem = findProblem(condition);
  const form: ComputationForm = {
    id: null,
    version: null,
    kind,
    name: "",
    description: "",
    body: { type: "segment", condition },
  };
  return (
    <section
      aria-label="Conditions"
      className="grid grid-cols-[minmax(0,1fr)] gap-4 rounded-surface border bg-inset p-4 lg:grid-cols-[minmax(0,1fr)_20rem]"
    >
      <div className="flex min-w-0 flex-col gap-3">
        <p className="text-muted">
          Filters the list without saving anything. Days begin in the time zone {options.timeZone}.
        </p>
        <ConditionBuilder label="Conditions" value={condition} onChange={setCondition} options={options} />
        <div className="flex flex-wrap gap-2">
          <Button variant="primary" disabledReason={problem} onClick={() => onApply(condition)}>
            Show matching {kind}s
          </Button>
          <Button
            disabledReason={disabledReason ?? problem}
            onClick={() => router.push(toPrefilledSegmentUrl(slug, kind, condition))}
          >
            Save as segment
          </Button>
          {applied && (
            <Button variant="ghost" onClick={() => onApply(null)}>
              Clear conditions
            </Button>
          )}
        </div>
      </div>
      <PreviewPanel slug={slug} form={form} />
    </section>
  );
}

function findProblem(condition: ConditionGroup): string | null {
  if (!RootCondition.safeParse(condition).success) return "Complete the conditions first.";
  return isTooLongForUrl(condition)
    ? "These are too long for a link. Create the segment in the settings."
    : null;
}
