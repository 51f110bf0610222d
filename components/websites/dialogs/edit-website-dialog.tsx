"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Controller, useForm } from "react-hook-form";
import { callAction } from "@/components/forms/call-action";
import { FormFailure, showFailure } from "@/components/forms/form-failure";
import { useDiscardGuard } from "@/components/forms/unsaved-changes";
import { IdentityVerification } from "@/components/identity-verification/identity-verification";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogContent, DialogFooter } from "@/components/ui/overlay/dialog";
import { toast } from "@/components/ui/overlay/toast";
import { LastTime } from "@/components/ui/time/last-time";
import { toVerifiedWebsite } from "@/components/websites/verified-website";
import { useWebsitesContext } from "@/components/websites/websites-context";
import { getWebsite, regenerateSecret, updateWebsite } from "@/lib/websites/actions";
import type { WebsiteRow, WebsiteSettings } from "@/lib/websites/schema";
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
                  source={toVerifiedWebsite(domain)}
                  secretFingerprint={website.secretFingerprint}
                  wasOn={base.verifiesIdentities}
                  on={field.value}
                  onChange={field.onChange}
                  regenerate={(secretFingerprint) => regenerateSecret(slug, { id, secretFingerprint })}
                  lastUse={
                    <LastTime
                      at={website.lastSeenAt}
                      never="No page has used the snippet yet."
                      past="A page last used the snippet"
                      lately="The snippet is in use. The last call came"
                    />
                  }
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
