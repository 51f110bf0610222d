"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Controller, useForm } from "react-hook-form";
import { toast } from "sonner";
import { callAction } from "@/components/forms/call-action";
import { useDiscardGuard } from "@/components/forms/discard-guard";
import { SaveProblem } from "@/components/forms/save-problem";
import { showFailure } from "@/components/forms/show-failure";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogContent, DialogFooter } from "@/components/ui/dialog";
import { getWebsite, updateWebsite } from "@/lib/websites/actions";
import type { WebsiteRow, WebsiteSettings } from "@/lib/websites/schema";
import { Verification } from "./verification";
import { WebsiteOptions } from "./website-options";
import { useWebsites } from "./websites";

interface EditWebsiteProps {
  open: boolean;
  /** As the list has it at the moment. */
  website: WebsiteRow;
  onClose: () => void;
  /** Closes it too: saving made a secret. */
  onSecret: (domain: string, secret: string) => void;
  /** Closes it too: somebody deleted the website meanwhile. */
  onGone: () => void;
  onCloseAutoFocus: (event: Event) => void;
}

export function EditWebsite({ open, website, onClose, ...props }: EditWebsiteProps) {
  const { id, domain } = website;
  const { slug } = useWebsites();
  const router = useRouter();
  // What the edit started from. The list may have moved on since, and the server then refuses the edit.
  const [base, setBase] = useState(toSettings(website));
  const form = useForm<WebsiteSettings>({ defaultValues: base });
  const { errors, isSubmitting, isDirty } = form.formState;
  const isGone = errors.root?.type === "not_found";

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
    if (!isGone) return onClose();
    props.onGone();
    router.refresh();
  };
  const { leave, question } = useDiscardGuard({
    open,
    isDirty: isDirty && !isGone,
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
                <Verification
                  website={website}
                  wasOn={base.verifiesIdentities}
                  on={field.value}
                  onChange={field.onChange}
                />
              )}
            />
          </DialogBody>
          {errors.root && <SaveProblem problem={errors.root} onLoadTheirs={loadTheirs} />}
          <DialogFooter>
            <Button onClick={isSubmitting ? undefined : discard} aria-disabled={isSubmitting}>
              {isGone ? "Close" : "Cancel"}
            </Button>
            {!isGone && (
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
