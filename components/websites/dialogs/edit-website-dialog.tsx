"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Controller, useForm } from "react-hook-form";
import { toast } from "sonner";
import { callAction } from "@/components/forms/call-action";
import { FormFailure, showFailure } from "@/components/forms/form-failure";
import { useDiscardGuard } from "@/components/forms/unsaved-changes";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogContent, DialogFooter } from "@/components/ui/overlay/dialog";
import { useWebsitesContext } from "@/components/websites/websites-context";
import { getWebsite, updateWebsite } from "@/lib/websites/actions";
import type { WebsiteRow, WebsiteSettings } from "@/lib/websites/schema";
import { IdentityVerification } from "./identity-verification";
import { WebsiteOptions } from "./website-options";

interface EditWebsiteDialogProps {
  open: boolean;
  /** Its current row in the list. */
  website: WebsiteRow;
  onClose: () => void;
  /** Saving issued a secret. Closes this dialog. */
  onSecret: (domain: string, secret: string) => void;
  /** Another member deleted the website. Closes this dialog. */
  onDeletedElsewhere: () => void;
  onCloseAutoFocus: (event: Event) => void;
}

export function EditWebsiteDialog({ open, website, onClose, ...props }: EditWebsiteDialogProps) {
  const { id, domain } = website;
  const { slug } = useWebsitesContext();
  const router = useRouter();
  // The server rejects the edit when the stored settings no longer equal these.
  const [base, setBase] = useState(toSettings(website));
  const form = useForm<WebsiteSettings>({ defaultValues: base });
  const { errors, isSubmitting, isDirty } = form.formState;
  const isDeleted = errors.root?.type === "not_found";

  const save = async (settings: WebsiteSettings) => {
    const result = await callAction(() => updateWebsite(slug, { ...settings, id, from: base }));
    if (!result.ok) return showFailure(form, result);
    if (result.data.secret !== null) return props.onSecret(domain, result.data.secret);
    toast.success(`${domain} was saved.`);
    onClose();
  };
  const loadTheirs = async () => {
    const result = await callAction(() => getWebsite(slug, { id }));
    if (!result.ok) return showFailure(form, result);
    const theirs = toSettings(result.data);
    setBase(theirs);
    form.reset(theirs, { keepFieldsRef: true });
    form.setFocus("allowsAnyDomain");
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
      <DialogContent title={`Edit ${domain}`} onCloseAutoFocus={props.onCloseAutoFocus}>
        <form onSubmit={form.handleSubmit(save)} noValidate className="contents">
          <DialogBody className="gap-5">
            <WebsiteOptions register={form.register} />
            <Controller
              control={form.control}
              name="verifiesIdentities"
              render={({ field }) => (
                <IdentityVerification
                  website={website}
                  wasOn={base.verifiesIdentities}
                  on={field.value}
                  onChange={field.onChange}
                />
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

function toSettings({ allowsAnyDomain, honorsOptOut, verifiesIdentities }: WebsiteRow): WebsiteSettings {
  return { allowsAnyDomain, honorsOptOut, verifiesIdentities };
}
