"use client";

import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { callAction } from "@/components/forms/call-action";
import { FailureAlert } from "@/components/forms/failure-alert";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/form/field";
import { Input } from "@/components/ui/form/input";
import { Card } from "@/components/ui/layout/card";
import { AlertDialog, useConfirm } from "@/components/ui/overlay/alert-dialog";
import type { ActionFailure } from "@/lib/action";
import { deleteWorkspace } from "@/lib/workspaces/actions";

interface DeleteWorkspaceCardProps {
  workspace: { name: string; slug: string };
  /** Null if the reader may delete it. */
  disabledReason: string | null;
}

export function DeleteWorkspaceCard({ workspace, disabledReason }: DeleteWorkspaceCardProps) {
  const router = useRouter();
  const button = useRef<HTMLButtonElement>(null);
  const [asking, setAsking] = useState(false);
  const [typed, setTyped] = useState("");
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const ask = () => {
    setTyped("");
    setFailure(null);
    setAsking(true);
  };
  const confirm = async () => {
    setFailure(null);
    const result = await callAction(() => deleteWorkspace(workspace.slug, { name: typed }));
    if (!result.ok) return setFailure(result);
    router.push("/deleted-workspaces");
  };
  return (
    <>
      <Card
        aria-label="Delete workspace"
        title="Delete workspace"
        description="Its API keys, websites and pages stop at once. An owner can restore it for 30 days; then all its data is deleted, logs included."
        action={
          <Button ref={button} disabledReason={disabledReason} onClick={ask}>
            Delete workspace
          </Button>
        }
      />
      <AlertDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Delete ${workspace.name}?`}
        description="Calls with all of its keys are rejected at once, and all members lose access. All owners are told by email."
        confirmLabel="Delete workspace"
        pendingLabel="Deleting…"
        blocked={typed.trim() !== workspace.name}
        error={failure && <FailureAlert {...failure} />}
        onConfirm={confirm}
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          button.current?.focus();
        }}
      >
        <NameField name={workspace.name} typed={typed} onType={setTyped} />
      </AlertDialog>
    </>
  );
}

interface NameFieldProps {
  name: string;
  typed: string;
  onType: (text: string) => void;
}

function NameField({ name, typed, onType }: NameFieldProps) {
  const confirm = useConfirm();
  return (
    <Field label={`Type “${name}” to confirm`} className="mt-2">
      <Input
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={({ target }) => onType(target.value)}
        onKeyDown={({ key }) => key === "Enter" && confirm()}
      />
    </Field>
  );
}
