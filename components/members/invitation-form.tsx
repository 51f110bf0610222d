"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { callAction } from "@/components/forms/call-action";
import { FailureAlert } from "@/components/forms/failure-alert";
import { showFailure } from "@/components/forms/form-failure";
import { useUnloadGuard } from "@/components/forms/leave-guard";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/form/field";
import { Input } from "@/components/ui/form/input";
import { Select } from "@/components/ui/form/select";
import { DialogBody, DialogClose, DialogFooter } from "@/components/ui/overlay/dialog";
import type { RoleName } from "@/lib/auth/permissions";
import { createInvitation } from "@/lib/members/actions";
import { findGrantDenial } from "@/lib/members/rules";
import { CreateInvitation, Role, roles } from "@/lib/members/schema";

export type CreatedInvitation = { link: string; role: RoleName };

interface InvitationFormProps {
  workspaceSlug: string;
  actorRole: RoleName;
  onCreated: (invitation: CreatedInvitation) => void;
}

const whenLost =
  "The server did not answer. Reload the page, revoke the invitation if it is listed, and create another.";

export function InvitationForm({ workspaceSlug, actorRole, onCreated }: InvitationFormProps) {
  const form = useForm({
    resolver: zodResolver(CreateInvitation),
    defaultValues: { note: "", role: "member" as Role },
  });
  const { errors, isSubmitting } = form.formState;
  // Leaving now would lose the link.
  useUnloadGuard(isSubmitting);

  const submit = form.handleSubmit(async (input) => {
    const result = await callAction(() => createInvitation(workspaceSlug, input), whenLost);
    if (result.ok) onCreated({ link: result.data.link, role: input.role });
    else showFailure(form, result);
  });

  return (
    <form onSubmit={submit} noValidate className="contents">
      <DialogBody>
        {errors.root && <FailureAlert code={errors.root.type} message={errors.root.message} />}
        <Field
          label="Who it is for (optional)"
          help="An email or a name. Members of this workspace see it. No email is sent."
          error={errors.note?.message}
        >
          <Input autoComplete="off" {...form.register("note")} />
        </Field>
        <Field label="They join as" help={roles[form.watch("role")].help} error={errors.role?.message}>
          <Select {...form.register("role")}>
            {Role.options
              .filter((option) => !findGrantDenial(actorRole, option))
              .toReversed()
              .map((option) => (
                <option key={option} value={option}>
                  {roles[option].label}
                </option>
              ))}
          </Select>
        </Field>
      </DialogBody>
      <DialogFooter>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" pending={isSubmitting} pendingLabel="Creating…">
          Create link
        </Button>
      </DialogFooter>
    </form>
  );
}
