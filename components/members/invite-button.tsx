"use client";

import { Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { createButtonId } from "@/components/ui/create-button";
import { Dialog, DialogContent } from "@/components/ui/overlay/dialog";
import { stay } from "@/components/ui/overlay/use-dialogs";
import type { RoleName } from "@/lib/auth/permissions";
import { whyNotGrant } from "@/lib/members/rules";
import { type CreatedInvitation, InvitationForm } from "./invitation-form";
import { InvitationLinkDialog } from "./invitation-link-dialog";

interface InviteButtonProps {
  workspaceSlug: string;
  actorRole: RoleName;
}

/** Opens the form, and then the dialog that shows the link once. */
export function InviteButton({ workspaceSlug, actorRole }: InviteButtonProps) {
  const [open, setOpen] = useState(false);
  const [created, setCreated] = useState<CreatedInvitation | null>(null);
  const showLink = (invitation: CreatedInvitation) => {
    setOpen(false);
    setCreated(invitation);
  };
  const focusButton = (event: Event) => {
    event.preventDefault();
    document.getElementById(createButtonId)?.focus();
  };
  return (
    <>
      <Button
        id={createButtonId}
        variant="primary"
        disabledReason={whyNotGrant(actorRole, "member")}
        onClick={() => setOpen(true)}
      >
        <Plus aria-hidden />
        Invite somebody
      </Button>
      <Dialog open={open} onOpenChange={setOpen}>
        <DialogContent
          title="Invite somebody"
          description="You get a link to send to them. It lets one person in, once."
          onCloseAutoFocus={created ? stay : focusButton}
        >
          <InvitationForm workspaceSlug={workspaceSlug} actorRole={actorRole} onCreated={showLink} />
        </DialogContent>
      </Dialog>
      {created && (
        <InvitationLinkDialog
          invitation={created}
          onClose={() => setCreated(null)}
          onCloseAutoFocus={focusButton}
        />
      )}
    </>
  );
}
