"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { ConditionBuilder } from "@/components/computations/builder/condition-builder";
import { emptyCondition } from "@/components/computations/builder/new-conditions";
import { PreviewPanel } from "@/components/computations/preview-panel";
import { Button } from "@/components/ui/button";
import type { ComputationForm } from "@/lib/computations/schema/computation";
import { type ConditionGroup, RootCondition } from "@/lib/computations/schema/condition";
import type { ConditionOptions } from "@/lib/computations/schema/explanation";
import { maxConditionParameter, toPrefilledSegmentUrl } from "@/lib/computations/schema/prefilled-segment";
import type { ContactKind } from "@/lib/contacts/schema/contact";

interface ConditionFilterProps {
  slug: string;
  kind: ContactKind;
  options: ConditionOptions;
  /** Null if the reader may save segments. */
  disabledReason: string | null;
}

/** Counts the contacts that pass conditions, and opens the editor of a segment with them. */
export function ConditionFilter({ slug, kind, options, disabledReason }: ConditionFilterProps) {
  const router = useRouter();
  const [condition, setCondition] = useState(emptyCondition);
  const form: ComputationForm = {
    id: null,
    version: null,
    kind,
    name: "",
    description: "",
    body: { type: "segment", condition },
  };
  const save = () => router.push(toPrefilledSegmentUrl(slug, kind, condition));
  return (
    <section
      aria-label="Conditions"
      className="grid grid-cols-[minmax(0,1fr)] gap-4 rounded-surface border bg-inset p-4 lg:grid-cols-[minmax(0,1fr)_20rem]"
    >
      <div className="flex min-w-0 flex-col gap-3">
        <p className="text-muted">
          Counts the {kind}s that match. Save a segment to list them all. Days begin in the time zone{" "}
          {options.timeZone}.
        </p>
        <ConditionBuilder label="Conditions" value={condition} onChange={setCondition} options={options} />
        <div>
          <Button disabledReason={disabledReason ?? findProblem(condition)} onClick={save}>
            Save as segment
          </Button>
        </div>
      </div>
      <PreviewPanel slug={slug} form={form} />
    </section>
  );
}

function findProblem(condition: ConditionGroup): string | null {
  if (!RootCondition.safeParse(condition).success) return "Complete the conditions first.";
  const isTooLong = JSON.stringify(condition).length > maxConditionParameter;
  return isTooLong ? "These are too long for a link. Create the segment in the settings." : null;
}
