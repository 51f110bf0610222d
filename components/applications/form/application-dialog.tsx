"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { FormProvider, useForm } from "react-hook-form";
import { useApiAccess } from "@/components/applications/api-access";
import { type BreakingChange, listBreakingChanges } from "@/components/applications/impact/breaking-changes";
import { NameToType } from "@/components/applications/impact/impact-fields";
import { ImpactQuestion } from "@/components/applications/impact/impact-question";
import { mustType, useImpact } from "@/components/applications/impact/use-impact";
import { callAction } from "@/components/forms/call-action";
import { FormFailure, showFailure } from "@/components/forms/form-failure";
import { useUnloadGuard } from "@/components/forms/leave-guard";
import { useDiscardGuard } from "@/components/forms/unsaved-changes";
import { Button } from "@/components/ui/button";
import { AlertDialog } from "@/components/ui/overlay/alert-dialog";
import { Dialog, DialogBody, DialogContent, DialogFooter } from "@/components/ui/overlay/dialog";
import { toast } from "@/components/ui/overlay/toast";
import {
  checkAllowlist,
  createApplication,
  getApplication,
  updateApplication,
} from "@/lib/applications/actions";
import type { ApplicationRow, IssuedKey } from "@/lib/applications/rows";
import { ApplicationForm } from "@/lib/applications/schema";
import { suggestExpiry } from "@/lib/keys/expiry-presets";
import type { AllowlistCheck } from "@/lib/logs/schema";
import { AllowlistWarning } from "./allowlist-check";
import { ApplicationFields } from "./application-fields";
import type { LoadingAdvice } from "./dialog-advice";
import { blankForm, toCopyValues, toFormValues } from "./form-values";
import { EndpointCount } from "./permission-picker";

interface ApplicationDialogProps {
  open: boolean;
  /** Null to create one. */
  application: ApplicationRow | null;
  /** Of the edited application. */
  advice: LoadingAdvice | null;
  /** The new application begins as a copy of this one. */
  template?: ApplicationRow | undefined;
  onClose: () => void;
  onCreated: (issued: IssuedKey) => void;
  /** Called after another admin deleted the application. Closes the dialog. */
  onDeletedByOther: () => void;
  onCloseAutoFocus: (event: Event) => void;
}

const whenLost =
  "The server did not answer. Reload the page: if the application is listed, regenerate its key.";

export function ApplicationDialog({
  open,
  application,
  template,
  advice,
  onClose,
  ...props
}: ApplicationDialogProps) {
  const { slug, keyPolicy, personId } = useApiAccess();
  const router = useRouter();
  // The version that the edit started from. The server rejects the edit if the application has changed since.
  const [base, setBase] = useState(application);
  const form = useForm({
    resolver: zodResolver(ApplicationForm),
    defaultValues: base
      ? toFormValues(base)
      : {
          ...(template ? toCopyValues(template) : { ...blankForm, ownerId: personId }),
          expiry: suggestExpiry(keyPolicy.maxKeyDays, template?.key),
        },
  });
  const { errors, isSubmitting, isDirty } = form.formState;
  // Leaving now would lose the new key.
  useUnloadGuard(isSubmitting && !base);
  const isDeleted = errors.root?.type === "not_found";

  const [rejecting, setRejecting] = useState<AllowlistCheck | null>(null);
  const impact = useImpact(slug, base?.name ?? "");
  // Stays set while the question fades out.
  const [question, setQuestion] = useState<BreakingChange | null>(null);
  const [asking, setAsking] = useState(false);

  /** Asks for confirmation if the edit stops calls that still arrive. */
  const submit = async (values: ApplicationForm) => {
    // Removed permissions that are observed stop nothing yet.
    const kept = base && values.observe ? base.permissions : [];
    const effective = { ...values, permissions: [...new Set([...values.permissions, ...kept])] };
    for (const change of base ? listBreakingChanges(base, effective, keyPolicy) : []) {
      const { permissions } = change;
      const counted = await impact.count({ applicationIds: base ? [base.id] : [], permissions });
      if (!counted.ok && counted.code !== "unavailable") return showFailure(form, counted);
      if (!mustType(counted)) continue;
      setQuestion(change);
      return setAsking(true);
    }
    return saveUnlessRejecting(values);
  };
  /** Asks for confirmation if the edit rejects IP addresses that called lately. */
  const saveUnlessRejecting = async (values: ApplicationForm) => {
    const { allowedIps = [] } = values;
    if (base && allowedIps.some((range) => !base.allowedIps.includes(range))) {
      const result = await callAction(() => checkAllowlist(slug, { id: base.id, allowedIps }));
      if (!result.ok) return showFailure(form, result);
      const { newlyRejectedCalls: calls, rejectedCallers: ipAddresses } = result.data;
      if (calls > 0) {
        impact.show({ ok: true, data: { calls, ipAddresses, clients: 0, lastAt: null, endpoints: [] } });
        return setRejecting(result.data);
      }
    }
    return save(values);
  };
  const save = async (values: ApplicationForm) => {
    if (!base) {
      const { enabled: _, observe: __, ...created } = values;
      const result = await callAction(() => createApplication(slug, created), whenLost);
      return result.ok ? props.onCreated(result.data) : showFailure(form, result);
    }
    const { id, version } = base;
    const result = await callAction(() => updateApplication(slug, { ...values, id, version }));
    if (!result.ok) return showFailure(form, result);
    toast.success(`${result.data.name} was saved.`);
    onClose();
  };

  /** After a decision about a removed permission: the edit continues from the new version. */
  const rebase = (decided: ApplicationRow) => {
    const before = base?.permissions ?? [];
    const kept = decided.permissions.filter((id) => !before.includes(id));
    setBase(decided);
    form.resetField("permissions", { defaultValue: decided.permissions, keepDirty: true });
    form.setValue("permissions", [...form.getValues("permissions"), ...kept], { shouldDirty: true });
  };

  const loadLatest = async (id: string) => {
    const result = await callAction(() => getApplication(slug, { id }));
    if (!result.ok) return showFailure(form, result);
    setBase(result.data);
    form.reset(toFormValues(result.data), { keepFieldsRef: true });
    form.setFocus("name");
    router.refresh();
  };

  const discard = () => {
    if (!isDeleted) return onClose();
    props.onDeletedByOther();
    router.refresh();
  };
  const { leave, question: discardQuestion } = useDiscardGuard({
    open,
    isDirty: isDirty && !isDeleted,
    isSubmitting,
    question: base ? "Discard your changes?" : "Discard this application?",
    onDiscard: discard,
  });

  return (
    <Dialog open={open} onOpenChange={leave}>
      <DialogContent
        title={base ? `Edit ${base.name}` : template ? `Duplicate ${template.name}` : "Create application"}
        description={base ? undefined : `You get ${template ? "a new" : "an"} API key, which is shown once.`}
        onOpenAutoFocus={(event) => {
          // Radix would select the text, and the next key press would replace it.
          event.preventDefault();
          form.setFocus("name");
        }}
        onCloseAutoFocus={props.onCloseAutoFocus}
      >
        <form onSubmit={form.handleSubmit(submit)} noValidate className="contents">
          <FormProvider {...form}>
            <DialogBody className="gap-5">
              <ApplicationFields application={application} base={base} advice={advice} onDecided={rebase} />
            </DialogBody>
          </FormProvider>
          {errors.root && (
            <FormFailure problem={errors.root} onLoadTheirs={base && (() => loadLatest(base.id))} />
          )}
          <DialogFooter className="max-sm:grid max-sm:grid-cols-2">
            <EndpointCount allowed={form.watch("permissions")} />
            <Button onClick={isSubmitting ? undefined : discard} aria-disabled={isSubmitting}>
              {isDeleted ? "Close" : "Cancel"}
            </Button>
            {!isDeleted && (
              <Button
                type="submit"
                variant="primary"
                pending={isSubmitting}
                pendingLabel={base ? "Saving…" : "Creating…"}
              >
                {base ? "Save changes" : "Create application"}
              </Button>
            )}
          </DialogFooter>
        </form>
      </DialogContent>
      {discardQuestion}
      {question && (
        <ImpactQuestion
          {...question}
          open={open && asking}
          onOpenChange={setAsking}
          confirmation={impact}
          onConfirm={async () => {
            await form.handleSubmit(saveUnlessRejecting)();
            setAsking(false);
          }}
        />
      )}
      <AlertDialog
        open={open && rejecting !== null}
        onOpenChange={() => setRejecting(null)}
        title="Reject addresses in use?"
        description="Calls from addresses that are not in the list stop immediately."
        confirmLabel="Reject and save"
        pendingLabel="Saving…"
        blocked={impact.blocked}
        onConfirm={async () => {
          await form.handleSubmit(save)();
          setRejecting(null);
        }}
      >
        {rejecting && (
          <div className="mt-1 flex flex-col gap-4">
            <AllowlistWarning check={rejecting} />
            <NameToType confirmation={impact} />
          </div>
        )}
      </AlertDialog>
    </Dialog>
  );
}
