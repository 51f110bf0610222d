"use client";

import Link from "next/link";
import { ConditionCard } from "@/components/computations/editor/condition-card";
import { EditorLayout } from "@/components/computations/editor/editor-layout";
import { EditorPreview } from "@/components/computations/editor/editor-preview";
import { NameFields } from "@/components/computations/editor/name-fields";
import { type Draft, useDraft } from "@/components/computations/editor/use-draft";
import { Alert } from "@/components/ui/feedback/alert";
import type { ConditionOptions } from "@/lib/computations/schema/explanation";
import { toMembersUrl } from "@/lib/computations/schema/urls";

interface SegmentEditorProps {
  slug: string;
  saved: Draft<"segment">;
  options: ConditionOptions;
  disabledReason: string | null;
  /** Whether it is a segment without conditions, whose members never change. */
  hasFixedMembers: boolean;
}

export function SegmentEditor({ slug, saved, options, disabledReason, hasFixedMembers }: SegmentEditorProps) {
  const state = useDraft({ slug, saved });
  const { draft, issues, change, changeBody } = state;
  const isReadOnly = disabledReason !== null;
  const contacts = draft.kind === "user" ? "users" : "accounts";
  return (
    <EditorLayout
      state={state}
      saveLabel={draft.id === null ? "Create segment" : "Save segment"}
      disabledReason={disabledReason}
      preview={<EditorPreview state={state} />}
    >
      {hasFixedMembers && draft.id !== null && (
        <Alert
          title="This segment has fixed members"
          action={
            <Link href={toMembersUrl(slug, draft.id)} className="link">
              Show members
            </Link>
          }
        >
          It has no conditions, so nobody enters or leaves. With conditions, only {contacts} that match stay.
        </Alert>
      )}
      <NameFields
        name={draft.name}
        description={draft.description}
        onChange={change}
        issues={issues}
        readOnly={isReadOnly}
      />
      <ConditionCard
        title="Conditions"
        description={`Days begin in the time zone ${options.timeZone}, and the current day counts.`}
        value={draft.body.condition}
        onChange={(condition) => changeBody({ condition })}
        options={options}
        issues={issues}
        pathPrefix="body.condition"
        disabled={isReadOnly}
      />
    </EditorLayout>
  );
}
