"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { callAction } from "@/components/forms/call-action";
import { FailureAlert } from "@/components/forms/failure-alert";
import { showFailure } from "@/components/forms/form-failure";
import { SaveFooter } from "@/components/forms/submit-button";
import { useUnsavedChanges } from "@/components/forms/unsaved-changes";
import { Field } from "@/components/ui/form/field";
import { Input } from "@/components/ui/form/input";
import { Card } from "@/components/ui/layout/card";
import { renameWorkspace } from "@/lib/workspaces/actions";
import { RenameWorkspace } from "@/lib/workspaces/schema";

interface RenameWorkspaceFormProps {
  workspace: { name: string; slug: string };
  /** Null if the reader may rename it. */
  disabledReason: string | null;
}

export function RenameWorkspaceForm({ workspace, disabledReason }: RenameWorkspaceFormProps) {
  const [saved, setSaved] = useState(false);
  const [isDirty, setIsDirty] = useState(false);
  useUnsavedChanges(isDirty);
  const form = useForm({ resolver: zodResolver(RenameWorkspace) });
  const { errors, isSubmitting } = form.formState;

  const submit = form.handleSubmit(async (input) => {
    const result = await callAction(() => renameWorkspace(workspace.slug, input));
    setSaved(result.ok);
    if (!result.ok) return showFailure(form, result);
    setIsDirty(false);
  });

  return (
    <form onSubmit={submit} noValidate>
      <Card footer={<SaveFooter saved={saved} pending={isSubmitting} disabledReason={disabledReason} />}>
        <div className="flex max-w-96 flex-col gap-4">
          {errors.root && <FailureAlert code={errors.root.type} message={errors.root.message} />}
          <Field label="Name" error={errors.name?.message}>
            <Input
              autoComplete="off"
              readOnly={disabledReason !== null}
              defaultValue={workspace.name}
              {...form.register("name", {
                onChange: ({ target }) => {
                  setSaved(false);
                  setIsDirty(target.value !== workspace.name);
                },
              })}
            />
          </Field>
          <Field label="URL name" help="It stays when the name changes, so that links keep working.">
            <Input readOnly value={workspace.slug} className="font-mono" />
          </Field>
        </div>
      </Card>
    </form>
  );
}
