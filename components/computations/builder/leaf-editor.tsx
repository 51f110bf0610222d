"use client";

import { useId } from "react";
import { FieldError } from "@/components/ui/form/field";
import type { LeafCondition } from "@/lib/computations/schema/condition";
import { type ConditionIssues, useBuilder, useConditionIssues } from "./builder-context";
import type { Path } from "./condition-tree";
import { EventFields } from "./event-fields";
import { HealthFields, RelatedFields, SegmentFields, StageFields } from "./membership-fields";
import { PropertyFields } from "./property-fields";
import { RowActions } from "./row-actions";

/** Shown on phones, above the fields. */
const typeLabels: Record<LeafCondition["type"], string> = {
  property: "Property",
  event: "Event",
  segment: "Segment",
  stage: "Stage",
  health: "Health",
  related: "Related contacts",
};

export function LeafEditor({ condition, path }: { condition: LeafCondition; path: Path }) {
  const errorId = useId();
  const issues = useConditionIssues(path, errorId);
  const { change } = useBuilder();
  return (
    <div className="flex items-start gap-x-2 rounded-control border bg-surface p-2 max-sm:flex-col max-sm:items-stretch">
      <div className="flex min-w-0 flex-1 flex-col gap-2">
        <LeafFields condition={condition} issues={issues} onChange={(next) => change(path, next)} />
        {issues.messages.length > 0 && <FieldError id={errorId}>{issues.messages.join(" ")}</FieldError>}
      </div>
      <div className="flex shrink-0 items-center justify-between max-sm:order-first">
        <span className="text-muted text-sm sm:hidden">{typeLabels[condition.type]}</span>
        <RowActions path={path} noun="condition" />
      </div>
    </div>
  );
}

interface LeafFieldsProps {
  condition: LeafCondition;
  issues: ConditionIssues;
  onChange: (condition: LeafCondition) => void;
}

function LeafFields({ condition, ...props }: LeafFieldsProps) {
  switch (condition.type) {
    case "property":
      return <PropertyFields condition={condition} {...props} />;
    case "event":
      return <EventFields condition={condition} {...props} />;
    case "segment":
      return <SegmentFields condition={condition} {...props} />;
    case "stage":
      return <StageFields condition={condition} {...props} />;
    case "health":
      return <HealthFields condition={condition} {...props} />;
    case "related":
      return <RelatedFields condition={condition} {...props} />;
  }
}
