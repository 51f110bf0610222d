"use client";

import { FieldsProvider } from "@/components/computations/builder/fields-provider";
import { EditorLayout } from "@/components/computations/editor/editor-layout";
import { EditorPreview } from "@/components/computations/editor/editor-preview";
import { NameFields, PropertyNameHelp } from "@/components/computations/editor/name-fields";
import { type Draft, useDraft } from "@/components/computations/editor/use-draft";
import { Card } from "@/components/ui/layout/card";
import type { ConditionOptions } from "@/lib/computations/schema/explanation";
import { FormulaFields } from "./formula-fields";

interface ComputedPropertyEditorProps {
  slug: string;
  saved: Draft<"property">;
  options: ConditionOptions;
  disabledReason: string | null;
  /** Null until it is saved. */
  propertyName: string | null;
}

export function ComputedPropertyEditor({ slug, saved, options, ...props }: ComputedPropertyEditorProps) {
  const { disabledReason, propertyName } = props;
  const state = useDraft({ slug, saved });
  const { draft, issues, change, changeBody } = state;
  const isReadOnly = disabledReason !== null;
  return (
    <EditorLayout
      state={state}
      saveLabel={draft.id === null ? "Create property" : "Save property"}
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
      <Card title="Formula">
        <FieldsProvider options={options} disabled={isReadOnly} issues={issues} pathPrefix="body.formula">
          <FormulaFields formula={draft.body.formula} onChange={(formula) => changeBody({ formula })} />
        </FieldsProvider>
      </Card>
    </EditorLayout>
  );
}
