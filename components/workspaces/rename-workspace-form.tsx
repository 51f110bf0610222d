"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { Check } from "lucide-react";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { callAction } from "@/components/forms/call-action";
import { showFailure } from "@/components/forms/show-failure";
import { SubmitButton } from "@/components/forms/submit-button";
import { Alert } from "@/components/ui/alert";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { renameWorkspace } from "@/lib/workspaces/actions";
import { RenameWorkspace } from "@/lib/workspaces/schema";

interface RenameWorkspaceFormProps {
  workspace: { name: string; slug: string };
  /** Why the reader may not rename it; null where they may. */
  disabledReason: string | null;
}

export function RenameWorkspaceForm({ workspace, disabledReason }: RenameWorkspaceFormProps) {
  const [saved, setSaved] = useState(false);
  const form = useForm({ resolver: zodResolver(RenameWorkspace) });
  const { errors, isSubmitting } = form.formState;

  const submit = form.handleSubmit(async (input) => {
    const result = await callAction(() => renameWorkspace(workspace.slug, input));
    setSaved(result.ok);
    if (!result.ok) showFailure(form, result);
  });

  const footer = (
    <>
      <p role="status" className="flex items-center gap-1.5 text-muted">
        {saved && (
          <>
            <Check aria-hidden className="size-4 text-positive" />
            Saved
          </>
        )}
      </p>
      <SubmitButton disabledReason={disabledReason} pending={isSubmitting} pendingLabel="Saving…">
        Save
      </SubmitButton>
    </>
  );
  return (
    <form onSubmit={submit} noValidate>
      <Card footer={footer}>
        <div className="flex max-w-96 flex-col gap-4">
          {errors.root && (
            <Alert tone="danger" role="alert">
              {errors.root.message}
            </Alert>
          )}
          <Field label="Name" error={errors.name?.message}>
            <Input
              autoComplete="off"
              readOnly={disabledReason !== null}
              defaultValue={workspace.name}
              {...form.register("name", { onChange: () => setSaved(false) })}
            />
          </Field>
          <Field label="Address" help="It stays when the name changes, so that links go on working.">
            <Input readOnly value={workspace.slug} className="font-mono" />
          </Field>
        </div>
      </Card>
    </form>
  );
}
