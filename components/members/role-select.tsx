"use client";

import { useEffect, useRef, useState, useTransition } from "react";
import { callAction } from "@/components/forms/call-action";
import { FailureAlert } from "@/components/forms/failure-alert";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/form/select";
import { AlertDialog } from "@/components/ui/overlay/alert-dialog";
import { toast } from "@/components/ui/overlay/toast";
import type { ActionFailure } from "@/lib/action";
import { may } from "@/lib/auth/permissions";
import { changeRole } from "@/lib/members/actions";
import { findGrantDenial, findManageDenial } from "@/lib/members/rules";
import { Role, roles } from "@/lib/members/schema";
import type { MemberRow } from "./member-row";

/** The role of a member: text, or a select for readers who may change it. */
export function RoleCell({ member }: { member: MemberRow }) {
  const { label } = roles[member.role];
  if (!may(member.actor.role, "manageMembers")) return label;
  const disabledReason = findManageDenial(member.actor, member, member.ownerCount);
  if (disabledReason) return <Button disabledReason={disabledReason}>{label}</Button>;
  return <RoleSelect member={member} />;
}

/** Saves a role when it is selected. Promotions and changes of the reader's own role need a confirmation. */
function RoleSelect({ member }: { member: MemberRow }) {
  const { actor, isSelf, name, personId, role: current, workspace } = member;
  const [chosen, setChosen] = useState<Role | null>(null);
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const [pending, startTransition] = useTransition();
  const select = useRef<HTMLSelectElement>(null);
  useEffect(() => {
    // A selection made before hydration was not saved: show the current role.
    if (select.current) select.current.value = current;
  }, [current]);

  const change = async (role: Role) => {
    const result = await callAction(() => changeRole(workspace.slug, { personId, role }));
    if (result.ok) {
      setChosen(null);
      toast.success(`${isSelf ? "You are" : `${name} is`} ${roles[role].withArticle} now.`);
    } else if (needsConfirmation(role)) {
      setFailure(result);
    } else {
      setChosen(null);
      toast.error(result.message);
    }
  };
  const needsConfirmation = (role: Role) => isSelf || ranks.indexOf(role) > ranks.indexOf(current);
  const choose = (role: Role) => {
    setFailure(null);
    setChosen(role);
    if (!needsConfirmation(role)) startTransition(() => change(role));
  };
  const offered = Role.options.filter((role) => role === current || !findGrantDenial(actor.role, role));

  return (
    <>
      <Select
        ref={select}
        aria-label={`Role of ${name}`}
        aria-busy={pending}
        value={chosen ?? current}
        onChange={(event) => choose(Role.parse(event.target.value))}
      >
        {offered.map((role) => (
          <option key={role} value={role}>
            {roles[role].label}
          </option>
        ))}
      </Select>
      {chosen && needsConfirmation(chosen) && (
        <AlertDialog
          open
          onOpenChange={(open) => !open && setChosen(null)}
          {...(isSelf
            ? {
                title: `Become ${roles[chosen].withArticle}`,
                description: `You immediately stop being ${roles[current].withArticle} of ${workspace.name}. Only another person can undo this.`,
                confirmLabel: "Change my role",
              }
            : {
                title: `Make ${name} ${roles[chosen].withArticle}?`,
                description: describePromotion(chosen, workspace.name),
                confirmLabel: `Make ${roles[chosen].label.toLowerCase()}`,
                variant: "primary" as const,
              })}
          pendingLabel="Changing…"
          error={failure && <FailureAlert {...failure} />}
          onConfirm={() => change(chosen)}
        />
      )}
    </>
  );
}

/** From the fewest rights to the most. */
const ranks: Role[] = ["member", "admin", "owner"];

function describePromotion(role: Role, workspace: string): string {
  return role === "owner"
    ? `An owner of ${workspace} can do everything: remove members, admins and other owners, you among them, and change every application and key.`
    : `An admin of ${workspace} creates, edits and deletes applications, sees the values in their logs, and invites and removes members.`;
}
