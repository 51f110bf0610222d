"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { useForm } from "react-hook-form";
import { callAction } from "@/components/forms/call-action";
import { FailureAlert } from "@/components/forms/failure-alert";
import { showFailure } from "@/components/forms/form-failure";
import { dropLeaveGuards } from "@/components/forms/leave-guard";
import { SubmitButton } from "@/components/forms/submit-button";
import { useFirstFocus } from "@/components/forms/use-first-focus";
import { Field } from "@/components/ui/form/field";
import { Input } from "@/components/ui/form/input";
import { createWorkspace } from "@/lib/workspaces/actions";
import { CreateWorkspace } from "@/lib/workspaces/schema";

interface CreateWorkspaceFormProps {
  /** Places the fields and the button: a dialog and a page differ. */
  layout: (parts: { fields: ReactNode; button: ReactNode }) => ReactNode;
  onCreated?: () => void;
}

/** Creates a workspace and opens it. */
export function CreateWorkspaceForm({ layout, onCreated }: CreateWorkspaceFormProps) {
  const router = useRouter();
  const form = useForm({ resolver: zodResolver(CreateWorkspace) });
  const { errors, isSubmitting, isSubmitSuccessful } = form.formState;

  useFirstFocus("name");

  const submit = form.handleSubmit(async (input) => {
    const result = await callAction(() => createWorkspace(input));
    if (!result.ok) return showFailure(form, result);
    onCreated?.();
    await dropLeaveGuards();
    router.push(`/${result.data.slug}/settings`);
  });

  const fields = (
    <>
      {errors.root && <FailureAlert code={errors.root.type} message={errors.root.message} />}
      <Field label="Name" help="Usually the name of your company." error={errors.name?.message}>
        <Input autoComplete="organization" {...form.register("name")} />
      </Field>
    </>
  );
  const button = (
    <SubmitButton pending={isSubmitting || isSubmitSuccessful} pendingLabel="Creating…">
      Create workspace
    </SubmitButton>
  );
  return (
    <form onSubmit={submit} noValidate className="contents">
      {layout({ fields, button })}
    </form>
  );
}

export function FirstWorkspaceForm() {
  return (
    <CreateWorkspaceForm
      layout={({ fields, button }) => (
        <div className="flex flex-col gap-4">
          {fields}
          {button}
        </div>
      )}
    />
  );
}
