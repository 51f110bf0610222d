"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Controller, FormProvider, useForm } from "react-hook-form";
import { useConnectorsContext } from "@/components/connectors/connectors-context";
import { callAction } from "@/components/forms/call-action";
import { FormFailure, showFailure } from "@/components/forms/form-failure";
import { useDiscardGuard } from "@/components/forms/unsaved-changes";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/form/field";
import { Input } from "@/components/ui/form/input";
import { SwitchRow } from "@/components/ui/form/switch";
import { Dialog, DialogBody, DialogContent, DialogFooter } from "@/components/ui/overlay/dialog";
import { toast } from "@/components/ui/overlay/toast";
import { getConnector, updateConnector } from "@/lib/connectors/actions";
import type { ConnectorRow } from "@/lib/connectors/rows";
import type { ConnectorEdit } from "@/lib/connectors/schema";
import { BrowserRuleFields } from "./connector-fields";
import { ConnectorVerification } from "./connector-verification";
import { ReservedTraitsSwitch } from "./reserved-traits-switch";
import { WriteKeyRow } from "./write-key-row";

interface EditConnectorDialogProps {
  open: boolean;
  /** Its current row on the page. */
  connector: ConnectorRow;
  onClose: () => void;
  /** Saving issued a secret. Closes this dialog. */
  onSecret: (name: string, secret: string) => void;
  /** Another member deleted the connector. Closes this dialog. */
  onDeletedElsewhere: () => void;
  onCloseAutoFocus: (event: Event) => void;
}

type EditValues = Omit<ConnectorEdit, "id" | "version" | "from">;

export function EditConnectorDialog({ open, connector, onClose, ...props }: EditConnectorDialogProps) {
  const { slug } = useConnectorsContext();
  const router = useRouter();
  // The version that the edit started from. The server rejects the edit if the connector has changed since.
  const [base, setBase] = useState(connector);
  const form = useForm<EditValues>({ defaultValues: toValues(connector) });
  const { errors, isSubmitting, isDirty } = form.formState;
  const isDeleted = errors.root?.type === "not_found";
  const { id } = base;

  const save = async (values: EditValues) => {
    const { version, verifiesIdentities } = base;
    const edit = { ...values, id, version, from: { verifiesIdentities } };
    const result = await callAction(() => updateConnector(slug, edit));
    if (!result.ok) return showFailure(form, result);
    const { connector: saved, secret } = result.data;
    if (secret !== null) return props.onSecret(saved.name, secret);
    toast.success(`${saved.name} was saved.`);
    onClose();
  };
  const loadTheirs = async () => {
    const result = await callAction(() => getConnector(slug, { id }));
    if (!result.ok) return showFailure(form, result);
    setBase(result.data);
    form.reset(toValues(result.data), { keepFieldsRef: true });
    form.setFocus("name");
    router.refresh();
  };
  const discard = () => {
    if (!isDeleted) return onClose();
    props.onDeletedElsewhere();
    router.refresh();
  };
  const { leave, question } = useDiscardGuard({
    open,
    isDirty: isDirty && !isDeleted,
    isSubmitting,
    question: "Discard your changes?",
    onDiscard: discard,
  });
  return (
    <Dialog open={open} onOpenChange={leave}>
      <DialogContent
        title={`Edit ${base.name}`}
        onOpenAutoFocus={(event) => {
          // Radix would select the text, and the next key press would replace it.
          event.preventDefault();
          form.setFocus("name");
        }}
        onCloseAutoFocus={props.onCloseAutoFocus}
      >
        <form onSubmit={form.handleSubmit(save)} noValidate className="contents">
          <DialogBody className="gap-5">
            <Field label="Name" error={errors.name?.message}>
              <Input autoComplete="off" {...form.register("name")} />
            </Field>
            <div className="divide-y rounded-control border">
              <Controller
                control={form.control}
                name="enabled"
                render={({ field }) => (
                  <SwitchRow
                    label="Enable"
                    help={describeEnabled(field.value, base.enabled)}
                    checked={field.value}
                    onChange={field.onChange}
                  />
                )}
              />
              <WriteKeyRow connector={connector} />
              <Controller
                control={form.control}
                name="renamesReservedTraits"
                render={({ field }) => <ReservedTraitsSwitch value={field.value} onChange={field.onChange} />}
              />
            </div>
            {base.type === "browser" && (
              <FormProvider {...form}>
                <BrowserRuleFields />
                <ConnectorVerification connector={connector} wasOn={base.verifiesIdentities} />
              </FormProvider>
            )}
          </DialogBody>
          {errors.root && <FormFailure problem={errors.root} onLoadTheirs={loadTheirs} />}
          <DialogFooter>
            <Button onClick={isSubmitting ? undefined : discard} aria-disabled={isSubmitting}>
              {isDeleted ? "Close" : "Cancel"}
            </Button>
            {!isDeleted && (
              <Button type="submit" variant="primary" pending={isSubmitting} pendingLabel="Saving…">
                Save changes
              </Button>
            )}
          </DialogFooter>
        </form>
      </DialogContent>
      {question}
    </Dialog>
  );
}

function describeEnabled(enabled: boolean, wasEnabled: boolean): string {
  if (enabled === wasEnabled)
    return enabled
      ? "Messages with this write key are accepted."
      : "Messages with this write key are rejected.";
  return enabled
    ? "Once saved, messages with this write key are accepted."
    : "Once saved, messages with this write key are rejected.";
}

function toValues(connector: ConnectorRow): EditValues {
  const { name, enabled, renamesReservedTraits, verifiesIdentities } = connector;
  const { domains, allowsAnyDomain, honorsOptOut } = connector;
  return { name, enabled, renamesReservedTraits, verifiesIdentities, domains, allowsAnyDomain, honorsOptOut };
}
