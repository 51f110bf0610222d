"use client";

import { useEffect, useRef, useState, useTransition } from "react";
import { toast } from "sonner";
import { callAction } from "@/components/forms/call-action";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { Select } from "@/components/ui/select";
import { changeRole } from "@/lib/members/actions";
import { whyNotGrant } from "@/lib/members/rules";
import { Role, roles } from "@/lib/members/schema";
import type { MemberRow } from "./member-table";

/** Changes a role as it is chosen; one's own only after a question, because there is no way back from it. */
export function RoleSelect({ member }: { member: MemberRow }) {
  const { actor, isSelf, name, personId, role: current, workspace } = member;
  const [chosen, setChosen] = useState<Role | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [pending, startTransition] = useTransition();
  const select = useRef<HTMLSelectElement>(null);
  useEffect(() => {
    // What was chosen before the page came alive was not done, so it is not shown.
    if (select.current) select.current.value = current;
  }, [current]);

  const change = async (role: Role) => {
    const result = await callAction(() => changeRole(workspace.slug, { personId, role }));
    if (result.ok) {
      setChosen(null);
      toast.success(`${isSelf ? "You are" : `${name} is`} ${roles[role].withArticle} now.`);
    } else if (isSelf) {
      setProblem(result.message);
    } else {
      setChosen(null);
      toast.error(result.message);
    }
  };
  const choose = (role: Role) => {
    setProblem(null);
    setChosen(role);
    if (!isSelf) startTransition(() => change(role));
  };
  const offered = Role.options.filter((role) => role === current || !whyNotGrant(actor.role, role));

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
      {isSelf && chosen && (
        <AlertDialog
          open
          onOpenChange={(open) => !open && setChosen(null)}
          title={`Become ${roles[chosen].withArticle}`}
          description={`You stop being ${roles[current].withArticle} of ${workspace.name} at once. Only somebody else can make you one again.`}
          confirmLabel="Change my role"
          pendingLabel="Changing…"
          error={problem}
          onConfirm={() => change(chosen)}
        />
      )}
    </>
  );
}
