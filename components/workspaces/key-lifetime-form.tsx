"use client";

import Link from "next/link";
import { type FormEvent, useState, useTransition } from "react";
import { callAction } from "@/components/forms/call-action";
import { FailureAlert } from "@/components/forms/failure-alert";
import { SaveFooter } from "@/components/forms/submit-button";
import { useUnsavedChanges } from "@/components/forms/unsaved-changes";
import { Alert } from "@/components/ui/feedback/alert";
import { Field } from "@/components/ui/form/field";
import { Select } from "@/components/ui/form/select";
import { Card } from "@/components/ui/layout/card";
import type { ActionFailure } from "@/lib/action";
import type { LongLivedKeys } from "@/lib/applications/rows";
import { setMaxKeyDays } from "@/lib/workspaces/actions";
import { KeyLifetime, keyLifetimes } from "@/lib/workspaces/schema";

interface KeyLifetimeFormProps {
  workspaceSlug: string;
  /** The saved limit; null: none. */
  maxKeyDays: number | null;
  /** The existing keys beyond the saved limit. */
  longLived: LongLivedKeys;
  /** Null if the reader may change it. */
  disabledReason: string | null;
}

export function KeyLifetimeForm({
  workspaceSlug,
  longLived,
  disabledReason,
  ...props
}: KeyLifetimeFormProps) {
  const [maxKeyDays, setChosen] = useState(props.maxKeyDays);
  const [saved, setSaved] = useState(false);
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const [pending, startTransition] = useTransition();
  useUnsavedChanges(maxKeyDays !== props.maxKeyDays && !saved);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    startTransition(async () => {
      setFailure(null);
      const result = await callAction(() => setMaxKeyDays(workspaceSlug, KeyLifetime.parse({ maxKeyDays })));
      setSaved(result.ok);
      if (!result.ok) setFailure(result);
    });
  };
  return (
    <form onSubmit={submit}>
      <Card
        aria-label="API keys"
        title="API keys"
        description="The longest time for which the key of an application works."
        footer={<SaveFooter saved={saved} pending={pending} disabledReason={disabledReason} />}
      >
        <div className="flex max-w-96 flex-col gap-4">
          {failure && <FailureAlert {...failure} />}
          <Field label="Maximum lifetime" help="For new and edited keys. Existing keys keep their expiry.">
            <Select
              value={maxKeyDays ?? "none"}
              disabled={disabledReason !== null}
              onChange={({ target }) => {
                setChosen(target.value === "none" ? null : Number(target.value));
                setSaved(false);
              }}
            >
              {keyLifetimes.map((days) => (
                <option key={days} value={days ?? "none"}>
                  {days === null ? "No limit" : days === 365 ? "1 year" : `${days} days`}
                </option>
              ))}
            </Select>
          </Field>
          {longLived.total > 0 && <LongLived workspaceSlug={workspaceSlug} {...longLived} />}
        </div>
      </Card>
    </form>
  );
}

function LongLived({ workspaceSlug, total, applications }: LongLivedKeys & { workspaceSlug: string }) {
  const more = total - applications.length;
  return (
    <Alert tone="warning">
      <p>{total === 1 ? "1 existing key works" : `${total} existing keys work`} for longer:</p>
      <ul className="mt-1 list-disc pl-4">
        {applications.map(({ id, name }) => (
          <li key={id}>
            <Link href={`/${workspaceSlug}/settings/api-access/${id}`} className="link break-words">
              {name}
            </Link>
          </li>
        ))}
        {more > 0 && <li>{more} more</li>}
      </ul>
    </Alert>
  );
}
