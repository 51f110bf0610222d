"use client";

import { type FormEvent, useState, useTransition } from "react";
import { callAction } from "@/components/forms/call-action";
import { FailureAlert } from "@/components/forms/failure-alert";
import { SaveFooter } from "@/components/forms/submit-button";
import { useUnsavedChanges } from "@/components/forms/unsaved-changes";
import { Field } from "@/components/ui/form/field";
import { Select } from "@/components/ui/form/select";
import { Switch } from "@/components/ui/form/switch";
import { Card } from "@/components/ui/layout/card";
import type { ActionFailure } from "@/lib/action";
import { setSignInRules } from "@/lib/workspaces/actions";
import { proofLifetimes, SignInRules } from "@/lib/workspaces/schema";

interface SignInRulesFormProps {
  workspaceSlug: string;
  /** The saved rules. */
  rules: { proofMinutes: number | null; requiresTwoFactor: boolean };
  /** Null if the reader may change them. */
  disabledReason: string | null;
}

export function SignInRulesForm({ workspaceSlug, rules, disabledReason }: SignInRulesFormProps) {
  const [proofMinutes, setProofMinutes] = useState(rules.proofMinutes);
  const [requiresTwoFactor, setRequiresTwoFactor] = useState(rules.requiresTwoFactor);
  const [saved, setSaved] = useState(false);
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const [pending, startTransition] = useTransition();
  const isDirty = proofMinutes !== rules.proofMinutes || requiresTwoFactor !== rules.requiresTwoFactor;
  useUnsavedChanges(isDirty && !saved);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    startTransition(async () => {
      setFailure(null);
      const input = SignInRules.parse({ proofMinutes, requiresTwoFactor });
      const result = await callAction(() => setSignInRules(workspaceSlug, input));
      setSaved(result.ok);
      if (!result.ok) setFailure(result);
    });
  };
  return (
    <form onSubmit={submit}>
      <Card
        aria-label="Sign-in"
        title="Sign-in"
        description="What members need before they see this workspace, and before keys are issued and values are shown."
        footer={<SaveFooter saved={saved} pending={pending} disabledReason={disabledReason} />}
      >
        <div className="flex max-w-96 flex-col gap-4">
          {failure && <FailureAlert {...failure} />}
          <Field
            label="Ask again before keys and values"
            help="To create or regenerate keys, and to reveal or export values, members confirm who they are."
          >
            <Select
              value={proofMinutes ?? "none"}
              disabled={disabledReason !== null}
              onChange={({ target }) => {
                setProofMinutes(target.value === "none" ? null : Number(target.value));
                setSaved(false);
              }}
            >
              {proofLifetimes.map((minutes) => (
                <option key={minutes} value={minutes ?? "none"}>
                  {minutes === null ? "Never" : minutes === 60 ? "After 1 hour" : `After ${minutes} minutes`}
                </option>
              ))}
            </Select>
          </Field>
          <Field
            label="Require two-factor sign-in"
            help="Members without it set it up before they see the workspace."
          >
            <Switch
              checked={requiresTwoFactor}
              disabledReason={disabledReason}
              onCheckedChange={(checked) => {
                setRequiresTwoFactor(checked);
                setSaved(false);
              }}
            />
          </Field>
        </div>
      </Card>
    </form>
  );
}
