"use client";

import { ConditionCard } from "@/components/computations/editor/condition-card";
import { EditorLayout } from "@/components/computations/editor/editor-layout";
import { EditorPreview } from "@/components/computations/editor/editor-preview";
import { NameFields } from "@/components/computations/editor/name-fields";
import { type Draft, useDraft } from "@/components/computations/editor/use-draft";
import { UsedByList } from "@/components/computations/list/used-by";
import { CheckboxField } from "@/components/ui/form/checkbox";
import type { ComputationReference, ConditionOptions } from "@/lib/computations/schema/explanation";

interface HealthProfileEditorProps {
  slug: string;
  saved: Draft<"healthProfile">;
  options: ConditionOptions;
  disabledReason: string | null;
  /** The stages with this profile. */
  stages: ComputationReference[];
}

export function HealthProfileEditor({
  slug,
  saved,
  options,
  disabledReason,
  stages,
}: HealthProfileEditorProps) {
  const state = useDraft({ slug, saved });
  const { draft, issues, change, changeBody } = state;
  const isReadOnly = disabledReason !== null;
  const contacts = draft.kind === "user" ? "users" : "accounts";
  const builder = { options, issues, disabled: isReadOnly };
  return (
    <EditorLayout
      state={state}
      saveLabel={draft.id === null ? "Create profile" : "Save profile"}
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
        <CheckboxField
          label="Default profile"
          help={`For ${contacts} without a stage, and in stages without a profile.`}
          checked={draft.body.isDefault}
          disabled={isReadOnly}
          onChange={({ target }) => changeBody({ isDefault: target.checked })}
        />
        {stages.length > 0 && (
          <div className="flex flex-col gap-1.5">
            <p className="font-medium">Used in</p>
            <UsedByList slug={slug} usedBy={stages} />
          </div>
        )}
      </NameFields>
      <ConditionCard
        {...builder}
        title="Good"
        description="Checked first."
        value={draft.body.good}
        onChange={(good) => changeBody({ good })}
        pathPrefix="body.good"
      />
      <ConditionCard
        {...builder}
        title="Bad"
        description="Checked if good does not hold. If neither holds, the health is normal."
        value={draft.body.bad}
        onChange={(bad) => changeBody({ bad })}
        pathPrefix="body.bad"
      />
    </EditorLayout>
  );
}
