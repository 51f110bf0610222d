"use client";

import { CircleAlert, CircleCheck, Clock, Send, TriangleAlert } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { callAction } from "@/components/forms/call-action";
import { Badge } from "@/components/ui/badge";
import { IconButton } from "@/components/ui/button";
import { toast } from "@/components/ui/overlay/toast";
import { Tooltip } from "@/components/ui/overlay/tooltip";
import { RelativeTime } from "@/components/ui/time/relative-time";
import type { RoleName } from "@/lib/auth/permissions";
import { resendInvitation } from "@/lib/members/actions";
import type { PendingInvitation } from "@/lib/members/queries";
import { findGrantDenial } from "@/lib/members/rules";
import { second } from "@/lib/time";

/** What became of the invitation's email. */
export function DeliveryState({ invitation }: { invitation: PendingInvitation }) {
  const { email, delivery } = invitation;
  if (!delivery) return <span className="text-muted">{email === null ? "A link" : "Not sent"}</span>;
  switch (delivery.state) {
    case "queued":
      return <Badge icon={<Clock aria-hidden />}>Queued</Badge>;
    case "sent":
      return (
        <span className="flex items-center gap-1.5">
          <CircleCheck aria-hidden className="size-4 shrink-0 text-positive" />
          <span>
            <span className="sr-only">Sent </span>
            <RelativeTime value={delivery.sentAt} />
          </span>
        </span>
      );
    case "retrying":
      return (
        <Failure text={`${delivery.failure} It is tried again.`}>
          <Badge tone="warning" icon={<TriangleAlert aria-hidden />}>
            Trying again
          </Badge>
        </Failure>
      );
    case "failed":
      return (
        <Failure text={delivery.failure}>
          <Badge tone="danger" icon={<CircleAlert aria-hidden />}>
            Failed
          </Badge>
        </Failure>
      );
  }
}

/** The reason on hover and focus, and for screen readers. */
function Failure({ text, children }: { text: string; children: React.ReactNode }) {
  return (
    <Tooltip content={text}>
      <button type="button" className="relative cursor-default rounded-full">
        {children}
        <span className="sr-only">: {text}</span>
      </button>
    </Tooltip>
  );
}

interface ResendButtonProps {
  workspaceSlug: string;
  invitation: PendingInvitation;
  actorRole: RoleName;
}

export function ResendButton({ workspaceSlug, invitation, actorRole }: ResendButtonProps) {
  const [pending, setPending] = useState(false);
  const resend = async () => {
    setPending(true);
    const result = await callAction(() => resendInvitation(workspaceSlug, { invitationId: invitation.id }));
    setPending(false);
    if (result.ok)
      toast.success(`Another link is on its way to ${invitation.email}. The earlier one stopped working.`);
    else toast.error(result.message);
  };
  return (
    <IconButton
      label={`Send the invitation to ${invitation.email} again`}
      disabledReason={findGrantDenial(actorRole, invitation.role)}
      pending={pending}
      onClick={resend}
    >
      <Send />
    </IconButton>
  );
}

/** An email usually leaves within a second or two. */
const refreshInterval = 2 * second;
const maxRefreshes = 10;

/** Renders the page again until the condition is false, for 20 seconds at most. */
export function useRefreshWhile(condition: boolean): void {
  const router = useRouter();
  useEffect(() => {
    if (!condition) return;
    let refreshes = 0;
    const timer = setInterval(() => {
      refreshes += 1;
      if (refreshes >= maxRefreshes) clearInterval(timer);
      if (!document.hidden) router.refresh();
    }, refreshInterval);
    return () => clearInterval(timer);
  }, [condition, router]);
}
