"use client";

import { SecretDialog } from "@/components/secrets/secret-dialog";
import { roles } from "@/lib/members/schema";
import type { CreatedInvitation } from "./invitation-form";

interface InvitationLinkDialogProps {
  invitation: CreatedInvitation;
  onClose: () => void;
  onCloseAutoFocus: (event: Event) => void;
}

/** The only time the link is shown: the database holds its hash. */
export function InvitationLinkDialog({ invitation, ...closing }: InvitationLinkDialogProps) {
  return (
    <SecretDialog
      {...closing}
      title="Invitation link"
      name="Invitation link"
      noun="link"
      value={invitation.link}
      kept="Only a fingerprint of it is kept here."
      loss="Without it you have to revoke this invitation and create another one."
      snippets={[]}
    >
      <p className="text-muted">
        Send it to the person you invite: no email is sent. The first person who opens it joins as{" "}
        {roles[invitation.role].withArticle}. It works once, for seven days.
      </p>
    </SecretDialog>
  );
}
