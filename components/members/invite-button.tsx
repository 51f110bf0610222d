"use client";

import { Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { createButtonId } from "@/components/ui/create-button";
import { Dialog, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import type { RoleName } from "@/lib/auth/permissions";
import { whyNotGrant } from "@/lib/members/rules";
import { InvitationForm } from "./invitation-form";
import { InvitationLink } from "./invitation-link";

interface InviteButtonProps {
  workspaceSlug: string;
  actorRole: RoleName;
}

/** Two steps in one dialog: choose the role, then take the link. Closing forgets the link. */
export function InviteButton({ workspaceSlug, actorRole }: InviteButtonProps) {
  const [open, setOpen] = useState(false);
  const [invitation, setInvitation] = useState<{ link: string; role: RoleName } | null>(null);
  const changeOpen = (next: boolean) => {
    setOpen(next);
    if (next) setInvitation(null);
  };
  const disabledReason = whyNotGrant(actorRole, "member");
  const trigger = (
    <Button id={createButtonId} variant="primary" disabledReason={disabledReason}>
      <Plus aria-hidden />
      Invite somebody
    </Button>
  );
  if (disabledReason) return trigger;
  return (
    <Dialog open={open} onOpenChange={changeOpen}>
      <DialogTrigger asChild>{trigger}</DialogTrigger>
      <DialogContent
        title={invitation ? "Invitation link" : "Invite somebody"}
        description={invitation ? undefined : "You get a link to send to them. It lets one person in, once."}
      >
        {invitation ? (
          <InvitationLink {...invitation} />
        ) : (
          <InvitationForm workspaceSlug={workspaceSlug} actorRole={actorRole} onCreated={setInvitation} />
        )}
      </DialogContent>
    </Dialog>
  );
}
