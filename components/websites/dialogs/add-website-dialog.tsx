"use client";

import { useForm } from "react-hook-form";
import { callAction } from "@/components/forms/call-action";
import { FormFailure, showFailure } from "@/components/forms/form-failure";
import { useDiscardGuard } from "@/components/forms/unsaved-changes";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/form/field";
import { Input } from "@/components/ui/form/input";
import { Dialog, DialogBody, DialogContent, DialogFooter } from "@/components/ui/overlay/dialog";
import { useWebsitesContext } from "@/components/websites/websites-context";
import { createWebsite } from "@/lib/websites/actions";
import type { NewWebsite, WebsiteRow } from "@/lib/websites/schema";
import { WebsiteOptions } from "./website-options";

interface AddWebsiteDialogProps {
  open: boolean;
  onAdded: (website: WebsiteRow) => void;
  onClose: () => void;
  onCloseAutoFocus: (event: Event) => void;
}

const emptyWebsite: NewWebsite = { domain: "", allowsAnyDomain: false, honorsOptOut: true };

/** Only the server validates the domain: the public suffix list is too long for the browser. */
export function AddWebsiteDialog({ open, onAdded, onClose, onCloseAutoFocus }: AddWebsiteDialogProps) {
  const { slug } = useWebsitesContext();
  const form = useForm({ defaultValues: emptyWebsite });
  const { errors, isSubmitting, isDirty } = form.formState;

  const add = async (website: NewWebsite) => {
    const result = await callAction(() => createWebsite(slug, website));
    return result.ok ? onAdded(result.data) : showFailure(form, result);
  };
  const { leave, question } = useDiscardGuard({
    open,
    isDirty,
    isSubmitting,
    question: "Discard this website?",
    onDiscard: onClose,
  });
  return (
    <Dialog open={open} onOpenChange={leave}>
      <DialogContent
        title="Add website"
        description="Paste its snippet into your pages to track visits."
        onCloseAutoFocus={onCloseAutoFocus}
      >
        <form onSubmit={form.handleSubmit(add)} noValidate className="contents">
          <DialogBody className="gap-5">
            <Field label="Domain" help="Subdomains such as www. are included." error={errors.domain?.message}>
              <Input
                inputMode="url"
                placeholder="acme-inc.com"
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                {...form.register("domain")}
              />
            </Field>
            <WebsiteOptions register={form.register} />
          </DialogBody>
          {errors.root && <FormFailure problem={errors.root} onLoadTheirs={null} />}
          <DialogFooter>
            <Button onClick={isSubmitting ? undefined : onClose} aria-disabled={isSubmitting}>
              Cancel
            </Button>
            <Button type="submit" variant="primary" pending={isSubmitting} pendingLabel="Adding…">
              Add website
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
      {question}
    </Dialog>
  );
}
