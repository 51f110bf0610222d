"use client";

import { Controller, FormProvider, useForm } from "react-hook-form";
import { useConnectorsContext } from "@/components/connectors/connectors-context";
import { callAction } from "@/components/forms/call-action";
import { FormFailure, showFailure } from "@/components/forms/form-failure";
import { useUnloadGuard } from "@/components/forms/leave-guard";
import { useDiscardGuard } from "@/components/forms/unsaved-changes";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/form/field";
import { Input } from "@/components/ui/form/input";
import { RadioCards } from "@/components/ui/form/radio-cards";
import { Dialog, DialogBody, DialogContent, DialogFooter } from "@/components/ui/overlay/dialog";
import { createConnector } from "@/lib/connectors/actions";
import type { IssuedWriteKey } from "@/lib/connectors/rows";
import type { NewConnector } from "@/lib/connectors/schema";
import { BrowserRuleFields } from "./connector-fields";
import { ReservedTraitsSwitch } from "./reserved-traits-switch";

interface CreateConnectorDialogProps {
  open: boolean;
  onCreated: (issued: IssuedWriteKey) => void;
  onClose: () => void;
  onCloseAutoFocus: (event: Event) => void;
}

const blank: NewConnector = {
  name: "",
  type: "server",
  domains: [],
  allowsAnyDomain: false,
  honorsOptOut: true,
  renamesReservedTraits: false,
};

const typeOptions = [
  {
    value: "server",
    label: "Server",
    help: "Your backend sends. The write key is secret, and shown once.",
  },
  {
    value: "browser",
    label: "Browser",
    help: "Your pages send. They publish the write key, so it works on your domains only.",
  },
] as const;

const whenLost =
  "The server did not answer. Reload the page: if the connector is listed, regenerate its write key.";

export function CreateConnectorDialog({ open, onCreated, onClose, ...props }: CreateConnectorDialogProps) {
  const { slug } = useConnectorsContext();
  const form = useForm<NewConnector>({ defaultValues: blank });
  const { errors, isSubmitting, isDirty } = form.formState;
  // Leaving now would lose the new key.
  useUnloadGuard(isSubmitting);

  const create = async (values: NewConnector) => {
    const { name, renamesReservedTraits } = values;
    const sent = values.type === "server" ? { ...blank, name, renamesReservedTraits } : values;
    const result = await callAction(() => createConnector(slug, sent), whenLost);
    return result.ok ? onCreated(result.data) : showFailure(form, result);
  };
  const { leave, question } = useDiscardGuard({
    open,
    isDirty,
    isSubmitting,
    question: "Discard this connector?",
    onDiscard: onClose,
  });
  return (
    <Dialog open={open} onOpenChange={leave}>
      <DialogContent
        title="Create connector"
        description="You get a write key for Segment's libraries."
        onCloseAutoFocus={props.onCloseAutoFocus}
      >
        <form onSubmit={form.handleSubmit(create)} noValidate className="contents">
          <DialogBody className="gap-5">
            <Field
              label="Name"
              help="The program that sends, such as “Web shop” or “Billing service”."
              error={errors.name?.message}
            >
              <Input autoComplete="off" {...form.register("name")} />
            </Field>
            <Controller
              control={form.control}
              name="type"
              render={({ field }) => (
                <RadioCards
                  legend="Sends from"
                  name="type"
                  options={typeOptions}
                  value={field.value}
                  onChange={field.onChange}
                />
              )}
            />
            {form.watch("type") === "browser" && (
              <FormProvider {...form}>
                <BrowserRuleFields />
              </FormProvider>
            )}
            <div className="rounded-control border">
              <Controller
                control={form.control}
                name="renamesReservedTraits"
                render={({ field }) => <ReservedTraitsSwitch value={field.value} onChange={field.onChange} />}
              />
            </div>
          </DialogBody>
          {errors.root && <FormFailure problem={errors.root} onLoadTheirs={null} />}
          <DialogFooter>
            <Button onClick={isSubmitting ? undefined : leave} aria-disabled={isSubmitting}>
              Cancel
            </Button>
            <Button type="submit" variant="primary" pending={isSubmitting} pendingLabel="Creating…">
              Create connector
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
      {question}
    </Dialog>
  );
}
