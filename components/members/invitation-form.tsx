"use client";

import { type FormEvent, useState, useTransition } from "react";
import { callAction } from "@/components/forms/call-action";
import { FailureAlert } from "@/components/forms/failure-alert";
import { Button } from "@/components/ui/button";
import { DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import type { ActionFailure } from "@/lib/action";
import type { RoleName } from "@/lib/auth/permissions";
import { createInvitation } from "@/lib/members/actions";
import { whyNotGrant } from "@/lib/members/rules";
import { Role, roles } from "@/lib/members/schema";

interface InvitationFormProps {
  workspaceSlug: string;
  actorRole: RoleName;
  onCreated: (invitation: { link: string; role: RoleName }) => void;
}

export function InvitationForm({ workspaceSlug, actorRole, onCreated }: InvitationFormProps) {
  const [role, setRole] = useState<Role>("member");
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const [pending, startTransition] = useTransition();

  const submit = (event: FormEvent) => {
    event.preventDefault();
    startTransition(async () => {
      const result = await callAction(() => createInvitation(workspaceSlug, { role }));
      if (result.ok) onCreated({ link: result.data.link, role });
      else setFailure(result);
    });
  };

  return (
    <form onSubmit={submit} className="contents">
      <DialogBody>
        {failure && <FailureAlert {...failure} />}
        <Field label="They join as" help={roles[role].help}>
          <Select value={role} onChange={(event) => setRole(Role.parse(event.target.value))}>
            {Role.options
              .filter((option) => !whyNotGrant(actorRole, option))
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
        <Button type="submit" variant="primary" pending={pending} pendingLabel="Creating…">
          Create link
        </Button>
      </DialogFooter>
    </form>
  );
}
