"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { callAction } from "@/components/forms/call-action";
import { FailureAlert } from "@/components/forms/failure-alert";
import { Button } from "@/components/ui/button";
import type { ActionFailure } from "@/lib/action";
import { acceptInvitation } from "@/lib/members/actions";

interface JoinButtonProps {
  token: string;
  /** "Join Acme as an admin" */
  label: string;
}

export function JoinButton({ token, label }: JoinButtonProps) {
  const router = useRouter();
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const [pending, startTransition] = useTransition();
  const join = () =>
    startTransition(async () => {
      const result = await callAction(() => acceptInvitation({ token }));
      if (result.ok) router.replace(`/${result.data.slug}/settings`);
      else setFailure(result);
    });
  return (
    <div className="flex flex-col gap-4">
      {failure && <FailureAlert {...failure} />}
      <Button variant="primary" pending={pending} pendingLabel="Joining…" onClick={join}>
        <span className="truncate">{label}</span>
      </Button>
    </div>
  );
}
