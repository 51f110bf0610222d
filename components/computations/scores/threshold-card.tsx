"use client";

import { findIssue } from "@/components/computations/editor/validate-draft";
import { Field } from "@/components/ui/form/field";
import { NumberInput } from "@/components/ui/form/number-input";
import { Card } from "@/components/ui/layout/card";
import type { Issue } from "@/lib/errors";

interface ThresholdCardProps {
  good: number;
  bad: number;
  onChange: (values: { good?: number; bad?: number }) => void;
  issues: Issue[];
  readOnly: boolean;
}

/** From which score contacts are good, and below which they are bad. */
export function ThresholdCard({ good, bad, onChange, issues, readOnly }: ThresholdCardProps) {
  const input = { min: 0, max: 100, step: 1, inputMode: "numeric", readOnly } as const;
  return (
    <Card title="Good and bad" description="Scores between the two are normal.">
      <div className="grid max-w-96 grid-cols-2 items-start gap-4">
        <Field label="Good from" error={findIssue(issues, "body.good")}>
          <NumberInput {...input} value={good} onChange={(good) => onChange({ good })} />
        </Field>
        <Field label="Bad below" error={findIssue(issues, "body.bad")}>
          <NumberInput {...input} value={bad} onChange={(bad) => onChange({ bad })} />
        </Field>
      </div>
    </Card>
  );
}
