"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Controller, useForm } from "react-hook-form";
import { callAction } from "@/components/forms/call-action";
import { FormFailure, showFailure } from "@/components/forms/form-failure";
import { useDiscardGuard } from "@/components/forms/unsaved-changes";
import { Button } from "@/components/ui/button";
import { Combobox } from "@/components/ui/form/combobox";
import { Field } from "@/components/ui/form/field";
import { Input, Textarea } from "@/components/ui/form/input";
import { Dialog, DialogBody, DialogContent, DialogFooter } from "@/components/ui/overlay/dialog";
import { toast } from "@/components/ui/overlay/toast";
import { getDefinitionValues, updateDefinition } from "@/lib/definitions/actions";
import { DefinitionValues } from "@/lib/definitions/settings/schema";
import { type DefinitionRow, useDefinitionsContext } from "./definitions-context";

interface EditDefinitionDialogProps {
  open: boolean;
  /** Its current row in the list. */
  row: DefinitionRow;
  onClose: () => void;
  /** Another member deleted it. Closes this dialog. */
  onDeletedElsewhere: () => void;
  onCloseAutoFocus: (event: Event) => void;
}

export function EditDefinitionDialog({ open, row, onClose, ...props }: EditDefinitionDialogProps) {
  const { slug, kind, groups } = useDefinitionsContext();
  const router = useRouter();
  // The server rejects the edit when the stored values no longer equal these.
  const [base, setBase] = useState(() => toValues(row));
  const form = useForm<DefinitionValues>({ defaultValues: base, resolver: zodResolver(DefinitionValues) });
  const { errors, isSubmitting, isDirty } = form.formState;
  const isDeleted = errors.root?.type === "not_found";
  const isComputed = "source" in row && row.source === "computed";

  const save = async (values: DefinitionValues) => {
    const { name } = row;
    const result = await callAction(() => updateDefinition(slug, { ...values, kind, name, from: base }));
    if (!result.ok) return showFailure(form, result);
    toast.success(`${values.label} was saved.`);
    onClose();
  };
  const loadTheirs = async () => {
    const result = await callAction(() => getDefinitionValues(slug, { kind, name: row.name }));
    if (!result.ok) return showFailure(form, result);
    setBase(result.data);
    form.reset(result.data, { keepFieldsRef: true });
    form.setFocus("label");
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
      <DialogContent title={`Edit ${row.label}`} onCloseAutoFocus={props.onCloseAutoFocus}>
        <form onSubmit={form.handleSubmit(save)} noValidate className="contents">
          <DialogBody>
            <Field
              label="Label"
              help={isComputed ? "Its definition names it." : "The name on screens and in the API."}
              error={errors.label?.message}
            >
              <Input autoComplete="off" readOnly={isComputed} {...form.register("label")} />
            </Field>
            <Field label="Name" help="What calls send. It cannot be changed.">
              <Input readOnly value={row.name} className="font-mono" />
            </Field>
            <Field label="Description (optional)" error={errors.description?.message}>
              <Textarea rows={3} readOnly={isComputed} {...form.register("description")} />
            </Field>
            <Controller
              control={form.control}
              name="group"
              render={({ field, fieldState }) => (
                <Field label="Group (optional)" error={fieldState.error?.message}>
                  <Combobox
                    options={toGroupOptions(groups, field.value)}
                    value={field.value}
                    allowsNew
                    onChange={field.onChange}
                  />
                </Field>
              )}
            />
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

function toGroupOptions(groups: string[], chosen: string) {
  const names = chosen === "" || groups.includes(chosen) ? groups : [...groups, chosen];
  return [{ value: "", label: "No group" }, ...names.map((name) => ({ value: name, label: name }))];
}

function toValues({ label, description, group }: DefinitionRow): DefinitionValues {
  return { label, description, group: group ?? "" };
}
