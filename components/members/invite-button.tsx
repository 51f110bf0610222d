"use client";

import { Plus } from "lucide-react";
import { useState } from "react";
import { SecretDialog } from "@/components/secrets/secret-dialog";
import { Button } from "@/components/ui/button";
import { createButtonId } from "@/components/ui/create-button";
import { Dialog, DialogContent } from "@/components/ui/overlay/dialog";
import { stay } from "@/components/ui/overlay/use-dialogs";
import type { RoleName } from "@/lib/auth/permissions";
import { findGrantDenial } from "@/lib/members/rules";
import { roles } from "@/lib/members/schema";
import { type CreatedInvitation, InvitationForm } from "./invitation-form";

interface InviteButtonProps {
  workspaceSlug: string;
  actorRole: RoleName;
}

/** Opens the form, then the dialog that shows the link once. */
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
        disabledReason={findGrantDenial(actorRole, "member")}
        onClick={() => setOpen(true)}
      >
        <Plus aria-hidden />
        Invite a member
      </Button>
      <Dialog open={open} onOpenChange={setOpen}>
        <DialogContent
          title="Invite a member"
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

interface InvitationLinkDialogProps {
  invitation: CreatedInvitation;
  onClose: () => void;
  onCloseAutoFocus: (event: Event) => void;
}

/** The only time the link is shown: the database holds its hash. */
function InvitationLinkDialog({ invitation, ...closing }: InvitationLinkDialogProps) {
  return (
    <SecretDialog
      {...closing}
      title="Invitation link"
      name="Invitation link"
      noun="link"
      value={invitation.link}
      kept="Only its hash is stored."
      loss="Without it, revoke this invitation and create another one."
      snippets={[]}
    >
      <p className="text-muted">
        Send it to the person you invite: no email is sent. The first person who opens it joins as{" "}
        {roles[invitation.role].withArticle}. It works once, for seven days.
      </p>
    </SecretDialog>
  );
}
