"use client";

import { Plus } from "lucide-react";
import { useState } from "react";
import { SecretDialog } from "@/components/secrets/secret-dialog";
import { Button } from "@/components/ui/button";
import { createButtonId } from "@/components/ui/create-button";
import { Dialog, DialogContent } from "@/components/ui/overlay/dialog";
import { toast } from "@/components/ui/overlay/toast";
import { stay } from "@/components/ui/overlay/use-dialogs";
import type { RoleName } from "@/lib/auth/permissions";
import { findGrantDenial } from "@/lib/members/rules";
import { roles } from "@/lib/members/schema";
import { type CreatedInvitation, InvitationForm } from "./invitation-form";

interface InviteButtonProps {
  workspaceSlug: string;
  actorRole: RoleName;
  /** Whether this installation sends emails. */
  sendsEmail: boolean;
}

/** Opens the form, then the dialog that shows the link once, unless the link was sent. */
export function InviteButton({ workspaceSlug, actorRole, sendsEmail }: InviteButtonProps) {
  const [open, setOpen] = useState(false);
  const [created, setCreated] = useState<CreatedInvitation | null>(null);
  const showLink = (invitation: CreatedInvitation) => {
    setOpen(false);
    if (invitation.link === null) toast.success(`The invitation to ${invitation.email} is on its way.`);
    else setCreated(invitation);
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
          description="An invitation lets one person in, once, within seven days."
          onCloseAutoFocus={created ? stay : focusButton}
        >
          <InvitationForm
            workspaceSlug={workspaceSlug}
            actorRole={actorRole}
            sendsEmail={sendsEmail}
            onCreated={showLink}
          />
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
  const role = roles[invitation.role].withArticle;
  return (
    <SecretDialog
      {...closing}
      title="Invitation link"
      name="Invitation link"
      noun="link"
      value={invitation.link ?? ""}
      kept="Only its hash is stored."
      loss="Without it, revoke this invitation and create another one."
      snippets={[]}
    >
      <p className="text-muted">
        {invitation.email === null
          ? `Send it to the person you invite. The first person who opens it joins as ${role}.`
          : `Send it to ${invitation.email}: no email is sent from here. Only a person with this email joins, as ${role}.`}{" "}
        It works once, for seven days.
      </p>
    </SecretDialog>
  );
}
