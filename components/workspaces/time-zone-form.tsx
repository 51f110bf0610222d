"use client";

import { type FormEvent, useState, useTransition } from "react";
import { callAction } from "@/components/forms/call-action";
import { FailureAlert } from "@/components/forms/failure-alert";
import { SaveFooter } from "@/components/forms/submit-button";
import { useUnsavedChanges } from "@/components/forms/unsaved-changes";
import { Combobox } from "@/components/ui/form/combobox";
import { Field } from "@/components/ui/form/field";
import { Card } from "@/components/ui/layout/card";
import type { ActionFailure } from "@/lib/action";
import { setTimeZone } from "@/lib/workspaces/actions";
import type { TimeZoneOption } from "@/lib/workspaces/time-zones";

interface TimeZoneFormProps {
  workspaceSlug: string;
  /** The saved time zone. */
  timeZone: string;
  options: TimeZoneOption[];
  /** Null if the reader may change it. */
  disabledReason: string | null;
}

export function TimeZoneForm({
  workspaceSlug,
  timeZone: current,
  options,
  disabledReason,
}: TimeZoneFormProps) {
  const [timeZone, setChosen] = useState(current);
  const [saved, setSaved] = useState(false);
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const [pending, startTransition] = useTransition();
  useUnsavedChanges(timeZone !== current && !saved);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    startTransition(async () => {
      setFailure(null);
      const result = await callAction(() => setTimeZone(workspaceSlug, { timeZone }));
      setSaved(result.ok);
      if (!result.ok) setFailure(result);
    });
  };
  return (
    <form onSubmit={submit}>
      <Card
        aria-label="Time zone"
        title="Time zone"
        description="Days, weeks and months of conditions begin at midnight there."
        footer={<SaveFooter saved={saved} pending={pending} disabledReason={disabledReason} />}
      >
        <div className="flex max-w-96 flex-col gap-4">
          {failure && <FailureAlert {...failure} />}
          <Field label="Zone" help="A change applies all segments, stages, health and scores again.">
            <Combobox
              options={options.map(({ name, offset }) => ({
                value: name,
                label: name.replaceAll("_", " "),
                hint: offset,
              }))}
              value={timeZone}
              disabled={disabledReason !== null}
              onChange={(chosen) => {
                setChosen(chosen);
                setSaved(false);
                setFailure(null);
              }}
            />
          </Field>
        </div>
      </Card>
    </form>
  );
}
