"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useState } from "react";
import { useForm } from "react-hook-form";
import type { z } from "zod";
import { callAction } from "@/components/forms/call-action";
import { FailureAlert } from "@/components/forms/failure-alert";
import { showFailure } from "@/components/forms/form-failure";
import { useUnloadGuard } from "@/components/forms/leave-guard";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/form/field";
import { Input } from "@/components/ui/form/input";
import { RadioCards } from "@/components/ui/form/radio-cards";
import { Select } from "@/components/ui/form/select";
import { DialogBody, DialogClose, DialogFooter } from "@/components/ui/overlay/dialog";
import type { RoleName } from "@/lib/auth/permissions";
import { createInvitation } from "@/lib/members/actions";
import { findGrantDenial } from "@/lib/members/rules";
import { CreateInvitation, Role, roles } from "@/lib/members/schema";

export type CreatedInvitation = {
  role: RoleName;
  /** Null for a link that anybody can use. */
  email: string | null;
  /** Null if it was sent by email. */
  link: string | null;
};

interface InvitationFormProps {
  workspaceSlug: string;
  actorRole: RoleName;
  /** Whether this installation sends emails. */
  sendsEmail: boolean;
  onCreated: (invitation: CreatedInvitation) => void;
}

const whenLost =
  "The server did not answer. Reload the page, revoke the invitation if it is listed, and create another.";

const resolveInvitation = zodResolver(CreateInvitation);

export function InvitationForm({ workspaceSlug, actorRole, sendsEmail, onCreated }: InvitationFormProps) {
  const [audience, setAudience] = useState<"email" | "link">(sendsEmail ? "email" : "link");
  const form = useForm<z.input<typeof CreateInvitation>, unknown, z.output<typeof CreateInvitation>>({
    // Only the field of the chosen audience is checked and sent.
    resolver: ({ role, email, note }, ...rest) =>
      resolveInvitation(audience === "email" ? { role, email } : { role, note }, ...rest),
    defaultValues: { role: "member", email: "", note: "" },
  });
  const { errors, isSubmitting } = form.formState;
  // Leaving now would lose the link.
  useUnloadGuard(isSubmitting);

  const submit = form.handleSubmit(async (input) => {
    const result = await callAction(() => createInvitation(workspaceSlug, input), whenLost);
    if (!result.ok) return showFailure(form, result);
    onCreated({ link: result.data.link, email: input.email ?? null, role: input.role });
  });

  return (
    <form onSubmit={submit} noValidate className="contents">
      <DialogBody>
        {errors.root && <FailureAlert code={errors.root.type} message={errors.root.message} />}
        <RadioCards
          legend="For"
          name="audience"
          options={[
            {
              value: "email",
              label: "One email address",
              help: sendsEmail
                ? "The invitation is sent there. Only a person with this email can accept it."
                : "Only a person with this email can accept it. This installation sends no email: you send the link.",
            },
            {
              value: "link",
              label: "Anyone with the link",
              help: "You send the link. The first person who opens it can join.",
            },
          ]}
          value={audience}
          onChange={setAudience}
        />
        {audience === "email" ? (
          <Field label="Email" error={errors.email?.message}>
            <Input type="email" autoComplete="off" {...form.register("email")} />
          </Field>
        ) : (
          <Field
            label="Who it is for (optional)"
            help="An email or a name. Members of this workspace see it."
            error={errors.note?.message}
          >
            <Input autoComplete="off" {...form.register("note")} />
          </Field>
        )}
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
        {audience === "email" && sendsEmail ? (
          <Button type="submit" variant="primary" pending={isSubmitting} pendingLabel="Sending…">
            Send invitation
          </Button>
        ) : (
          <Button type="submit" variant="primary" pending={isSubmitting} pendingLabel="Creating…">
            Create link
          </Button>
        )}
      </DialogFooter>
    </form>
  );
}
