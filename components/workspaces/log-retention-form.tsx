"use client";

import { type FormEvent, useState, useTransition } from "react";
import { callAction } from "@/components/forms/call-action";
import { FailureAlert } from "@/components/forms/failure-alert";
import { SaveFooter } from "@/components/forms/submit-button";
import { useUnsavedChanges } from "@/components/forms/unsaved-changes";
import { Field } from "@/components/ui/form/field";
import { Select } from "@/components/ui/form/select";
import { Card } from "@/components/ui/layout/card";
import { AlertDialog } from "@/components/ui/overlay/alert-dialog";
import type { ActionFailure } from "@/lib/action";
import { setLogRetention } from "@/lib/workspaces/actions";
import { LogRetention, logRetentions } from "@/lib/workspaces/schema";

interface LogRetentionFormProps {
  workspaceSlug: string;
  /** The saved retention. */
  days: number;
  /** Null if the reader may change it. */
  disabledReason: string | null;
}

/** Asks for confirmation before shortening the retention, which deletes calls. */
export function LogRetentionForm({ workspaceSlug, days: current, disabledReason }: LogRetentionFormProps) {
  const [days, setDays] = useState(current);
  const [asking, setAsking] = useState(false);
  const [saved, setSaved] = useState(false);
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const [pending, startTransition] = useTransition();
  useUnsavedChanges(days !== current && !saved);

  const save = async (chosen: number) => {
    setFailure(null);
    const retention = LogRetention.parse({ days: chosen });
    const result = await callAction(() => setLogRetention(workspaceSlug, retention));
    if (!result.ok) return setFailure(result);
    setSaved(true);
    setAsking(false);
  };
  const choose = (chosen: number) => {
    setDays(chosen);
    setSaved(false);
    setFailure(null);
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    // Read from the DOM: the value may have been selected before hydration.
    const chosen = Number(new FormData(event.currentTarget).get("days"));
    choose(chosen);
    if (chosen < current) setAsking(true);
    else startTransition(() => save(chosen));
  };

  return (
    <form onSubmit={submit}>
      <Card
        aria-label="Request logs"
        title="Request logs"
        description="The calls of applications, with their requests and responses."
        footer={<SaveFooter saved={saved} pending={pending} disabledReason={disabledReason} />}
      >
        <div className="flex max-w-96 flex-col gap-4">
          {failure && !asking && <FailureAlert {...failure} />}
          <Field label="Keep calls for" help="Older ones are deleted within a day.">
            <Select
              name="days"
              value={days}
              disabled={disabledReason !== null}
              onChange={({ target }) => choose(Number(target.value))}
            >
              {logRetentions.map((option) => (
                <option key={option} value={option}>
                  {option} days
                </option>
              ))}
            </Select>
          </Field>
        </div>
      </Card>
      <AlertDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Keep calls for ${days} days?`}
        description={`Calls older than ${days} days disappear immediately and are deleted within a day. This cannot be undone.`}
        confirmLabel={`Keep for ${days} days`}
        pendingLabel="Saving…"
        error={failure && <FailureAlert {...failure} />}
        onConfirm={() => save(days)}
      />
    </form>
  );
}
