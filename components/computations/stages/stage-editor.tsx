"use client";

import { emptyCondition } from "@/components/computations/builder/new-conditions";
import { ConditionCard } from "@/components/computations/editor/condition-card";
import { EditorLayout } from "@/components/computations/editor/editor-layout";
import { EditorPreview } from "@/components/computations/editor/editor-preview";
import { NameFields } from "@/components/computations/editor/name-fields";
import { type Draft, useDraft } from "@/components/computations/editor/use-draft";
import { findIssue } from "@/components/computations/editor/validate-draft";
import { CheckboxField } from "@/components/ui/form/checkbox";
import { Field } from "@/components/ui/form/field";
import { Select } from "@/components/ui/form/select";
import { Card } from "@/components/ui/layout/card";
import type { ConditionOptions } from "@/lib/computations/schema/explanation";

interface StageEditorProps {
  slug: string;
  saved: Draft<"stage">;
  options: ConditionOptions;
  disabledReason: string | null;
  /** Only the first stage may be without conditions: later ones would hide the stages before them. */
  isFirst: boolean;
  /** The name of the default health profile. */
  defaultProfile: string | null;
}

export function StageEditor({
  slug,
  saved,
  options,
  disabledReason,
  isFirst,
  defaultProfile,
}: StageEditorProps) {
  const state = useDraft({ slug, saved });
  const { draft, issues, change, changeBody } = state;
  const { condition, healthProfileId } = draft.body;
  const isReadOnly = disabledReason !== null;
  const contacts = draft.kind === "user" ? "Users" : "Accounts";
  return (
    <EditorLayout
      state={state}
      saveLabel={draft.id === null ? "Create stage" : "Save stage"}
      disabledReason={disabledReason}
      preview={<EditorPreview state={state} />}
    >
      <NameFields
        name={draft.name}
        description={draft.description}
        onChange={change}
        issues={issues}
        readOnly={isReadOnly}
      >
        <Field
          label="Health profile"
          help="Decides who is good, normal or bad in this stage."
          error={findIssue(issues, "body.healthProfileId")}
        >
          <Select
            value={healthProfileId ?? ""}
            disabled={isReadOnly}
            onChange={({ target }) => changeBody({ healthProfileId: target.value || null })}
          >
            <option value="">{defaultProfile ? `Default (${defaultProfile})` : "None"}</option>
            {options.healthProfiles.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        {(isFirst || condition === null) && (
          <CheckboxField
            label="Everybody else"
            help={
              isFirst
                ? `Without conditions: ${contacts.toLowerCase()} that no later stage takes.`
                : "Without conditions it hides the stages before it. Add conditions."
            }
            checked={condition === null}
            disabled={isReadOnly}
            onChange={({ target }) => changeBody({ condition: target.checked ? null : emptyCondition })}
          />
        )}
      </NameFields>
      {condition === null ? (
        <Card>
          <p className="text-muted">
            {contacts} are in this stage unless the conditions of a later stage hold.
          </p>
        </Card>
      ) : (
        <ConditionCard
          title="Conditions"
          description={`${contacts} are in this stage if these hold and those of no later stage do.`}
          value={condition}
          onChange={(condition) => changeBody({ condition })}
          options={options}
          issues={issues}
          pathPrefix="body.condition"
          disabled={isReadOnly}
        />
      )}
    </EditorLayout>
  );
}
