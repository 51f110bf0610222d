"use client";

import { Trash2 } from "lucide-react";
import { ConditionBuilder } from "@/components/computations/builder/condition-builder";
import { findIssue } from "@/components/computations/editor/validate-draft";
import { IconButton } from "@/components/ui/button";
import { CheckboxField } from "@/components/ui/form/checkbox";
import { Field } from "@/components/ui/form/field";
import { Input } from "@/components/ui/form/input";
import { NumberInput } from "@/components/ui/form/number-input";
import type { ConditionOptions } from "@/lib/computations/schema/explanation";
import type { Issue } from "@/lib/errors";
import type { ScoreRuleDraft } from "./new-rule";

export function toRuleNameId(index: number): string {
  return `rule-${index}-name`;
}

interface RuleCardProps {
  index: number;
  rule: ScoreRuleDraft;
  onChange: (values: Partial<ScoreRuleDraft>) => void;
  /** Null for the only rule. */
  onRemove: (() => void) | null;
  totalWeight: number;
  options: ConditionOptions;
  issues: Issue[];
  isReadOnly: boolean;
}

export function RuleCard({
  index,
  rule,
  onChange,
  onRemove,
  totalWeight,
  options,
  issues,
  isReadOnly,
}: RuleCardProps) {
  const path = `body.rules.${index}`;
  const title = `Rule ${index + 1}`;
  const share = totalWeight > 0 && rule.weight > 0 ? Math.round((100 * rule.weight) / totalWeight) : null;
  return (
    <fieldset className="min-w-0 rounded-surface border bg-surface">
      <legend className="sr-only">{rule.name || title}</legend>
      <div className="flex flex-col gap-4 p-5">
        <div className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-2 gap-y-3 sm:grid-cols-[minmax(0,1fr)_9rem_auto]">
          <Field
            id={toRuleNameId(index)}
            label="Name"
            error={findIssue(issues, `${path}.name`)}
            className="max-sm:col-span-2"
          >
            <Input
              autoComplete="off"
              readOnly={isReadOnly}
              value={rule.name}
              onChange={({ target }) => onChange({ name: target.value })}
            />
          </Field>
          <Field
            label="Weight"
            help={share === null ? null : `${share}% of the score`}
            error={findIssue(issues, `${path}.weight`)}
          >
            <NumberInput
              min={1}
              max={100}
              step={1}
              inputMode="numeric"
              readOnly={isReadOnly}
              value={rule.weight}
              onChange={(weight) => onChange({ weight })}
            />
          </Field>
          {!isReadOnly && (
            <IconButton
              label={`Remove ${rule.name || title}`}
              className="mt-6.5"
              disabledReason={onRemove ? null : "A score needs at least one rule."}
              onClick={onRemove ?? undefined}
            >
              <Trash2 />
            </IconButton>
          )}
        </div>
        <ConditionBuilder
          label={`Conditions of ${rule.name || title}`}
          value={rule.condition}
          onChange={(condition) => onChange({ condition })}
          options={options}
          issues={issues}
          pathPrefix={`${path}.condition`}
          disabled={isReadOnly}
        />
        <CheckboxField
          label="Skip where unknown"
          help="The rule does not count for contacts without a value of one of its properties."
          checked={rule.skipUnknown}
          disabled={isReadOnly}
          onChange={({ target }) => onChange({ skipUnknown: target.checked })}
        />
      </div>
    </fieldset>
  );
}
