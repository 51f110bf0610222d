"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { Controller, useForm } from "react-hook-form";
import { ExpiryChoice } from "@/components/applications/key/expiry-field";
import { callAction } from "@/components/forms/call-action";
import { FailureAlert } from "@/components/forms/failure-alert";
import { showFailure } from "@/components/forms/form-failure";
import { useUnloadGuard } from "@/components/forms/leave-guard";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/form/field";
import { Input } from "@/components/ui/form/input";
import { RadioCards } from "@/components/ui/form/radio-cards";
import { DialogBody, DialogClose, DialogFooter } from "@/components/ui/overlay/dialog";
import type { IssuedKey } from "@/lib/applications/rows";
import { suggestExpiry } from "@/lib/keys/expiry-presets";
import type { KeyPolicy } from "@/lib/keys/lifetime";
import { createToken } from "@/lib/management/tokens/actions";
import { NewToken, type TokenScope } from "@/lib/management/tokens/schema";

interface TokenFormProps {
  workspaceSlug: string;
  policy: KeyPolicy;
  onCreated: (issued: IssuedKey) => void;
}

const whenLost =
  "The server did not answer. Reload the page: if the token is listed, regenerate it to get its key.";

const scopes: { value: TokenScope; label: string; help: string }[] = [
  {
    value: "read",
    label: "Read",
    help: "Lists applications, their keys without the secrets, and logged calls.",
  },
  {
    value: "write",
    label: "Read and write",
    help: "Also creates, changes, regenerates, deletes and restores applications. New keys are in its responses.",
  },
];

/** A token must expire: without a limit of the workspace, the form suggests 90 days. */
export function suggestTokenExpiry({ maxKeyDays }: KeyPolicy): string {
  return suggestExpiry(Math.min(maxKeyDays ?? 90, 90));
}

export function TokenForm({ workspaceSlug, policy, onCreated }: TokenFormProps) {
  const form = useForm<NewToken>({
    resolver: zodResolver(NewToken),
    defaultValues: { name: "", scope: "read", expiry: suggestTokenExpiry(policy) },
  });
  const { errors, isSubmitting } = form.formState;
  // Leaving now would lose the token.
  useUnloadGuard(isSubmitting);

  const submit = form.handleSubmit(async (input) => {
    const result = await callAction(() => createToken(workspaceSlug, input), whenLost);
    if (!result.ok) return showFailure(form, result);
    onCreated(result.data);
  });

  return (
    <form onSubmit={submit} noValidate className="contents">
      <DialogBody className="gap-5">
        {errors.root && <FailureAlert code={errors.root.type} message={errors.root.message} />}
        <Field
          label="Name"
          help="Names the program that manages applications, such as “Terraform”."
          error={errors.name?.message}
        >
          <Input autoComplete="off" {...form.register("name")} />
        </Field>
        <Controller
          control={form.control}
          name="scope"
          render={({ field }) => (
            <RadioCards
              legend="Access"
              name="scope"
              options={scopes}
              value={field.value}
              onChange={field.onChange}
            />
          )}
        />
        <Controller
          control={form.control}
          name="expiry"
          render={({ field }) => (
            <ExpiryChoice
              policy={policy}
              mustExpire
              value={field.value}
              onChange={field.onChange}
              error={errors.expiry?.message}
            />
          )}
        />
      </DialogBody>
      <DialogFooter>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" pending={isSubmitting} pendingLabel="Creating…">
          Create token
        </Button>
      </DialogFooter>
    </form>
  );
}
