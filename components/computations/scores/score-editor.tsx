"use client";

import { Plus } from "lucide-react";
import { useEffect, useState } from "react";
import { EditorLayout } from "@/components/computations/editor/editor-layout";
import { EditorPreview } from "@/components/computations/editor/editor-preview";
import { NameFields, PropertyNameHelp } from "@/components/computations/editor/name-fields";
import { type Draft, useDraft } from "@/components/computations/editor/use-draft";
import { findIssue } from "@/components/computations/editor/validate-draft";
import { Button } from "@/components/ui/button";
import { FieldError } from "@/components/ui/form/field";
import { maxScoreRules } from "@/lib/computations/schema/computation";
import type { ConditionOptions } from "@/lib/computations/schema/explanation";
import { newRule } from "./new-rule";
import { RuleCard, toRuleNameId } from "./rule-card";
import { ThresholdCard } from "./threshold-card";

interface ScoreEditorProps {
  slug: string;
  saved: Draft<"score">;
  options: ConditionOptions;
  disabledReason: string | null;
  /** Null until the score is saved. */
  propertyName: string | null;
}

export function ScoreEditor({ slug, saved, options, disabledReason, propertyName }: ScoreEditorProps) {
  const state = useDraft({ slug, saved });
  const { draft, issues, change, changeBody } = state;
  const { rules, good, bad } = draft.body;
  const isReadOnly = disabledReason !== null;
  const totalWeight = rules.reduce((sum, { weight }) => sum + (weight || 0), 0);
  /** The rule whose name gets the focus: a new one, or the neighbour of a removed one. */
  const [focusedRule, setFocusedRule] = useState<number | null>(null);
  useEffect(() => {
    if (focusedRule !== null) document.getElementById(toRuleNameId(focusedRule))?.focus();
    setFocusedRule(null);
  }, [focusedRule]);
  const addRule = () => {
    changeBody({ rules: [...rules, newRule] });
    setFocusedRule(rules.length);
  };
  const removeRule = (index: number) => {
    changeBody({ rules: rules.toSpliced(index, 1) });
    setFocusedRule(Math.min(index, rules.length - 2));
  };
  const rulesIssue = findIssue(issues, "body.rules");
  return (
    <EditorLayout
      state={state}
      saveLabel={draft.id === null ? "Create score" : "Save score"}
      disabledReason={disabledReason}
      preview={<EditorPreview state={state} />}
    >
      <NameFields
        name={draft.name}
        description={draft.description}
        onChange={change}
        issues={issues}
        readOnly={isReadOnly}
        help={<PropertyNameHelp saved={propertyName} name={draft.name} properties={options.properties} />}
      />
      <section className="flex flex-col gap-3">
        <header className="flex flex-col gap-0.5">
          <h2 className="font-semibold text-lg">Rules</h2>
          <p className="max-w-[70ch] text-muted">
            The score is the weight of the rules that hold, as a percentage of the weight of all rules.
          </p>
        </header>
        {rulesIssue && <FieldError>{rulesIssue}</FieldError>}
        {rules.map((rule, index) => (
          <RuleCard
            // biome-ignore lint/suspicious/noArrayIndexKey: rules have no identity, and keep their order.
            key={index}
            index={index}
            rule={rule}
            onChange={(values) => changeBody({ rules: rules.with(index, { ...rule, ...values }) })}
            onRemove={rules.length > 1 ? () => removeRule(index) : null}
            totalWeight={totalWeight}
            options={options}
            issues={issues}
            isReadOnly={isReadOnly}
          />
        ))}
        {!isReadOnly && rules.length < maxScoreRules && (
          <Button className="self-start" onClick={addRule}>
            <Plus />
            Add rule
          </Button>
        )}
      </section>
      <ThresholdCard good={good} bad={bad} onChange={changeBody} issues={issues} readOnly={isReadOnly} />
    </EditorLayout>
  );
}
