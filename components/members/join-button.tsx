"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { callAction } from "@/components/forms/call-action";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { acceptInvitation } from "@/lib/members/actions";

interface JoinButtonProps {
  token: string;
  /** "Join Acme as an admin" */
  label: string;
}

export function JoinButton({ token, label }: JoinButtonProps) {
  const router = useRouter();
  const [error, setError] = useState<string | null>(null);
  const [pending, startTransition] = useTransition();
  const join = () =>
    startTransition(async () => {
      const result = await callAction(() => acceptInvitation({ token }));
      if (result.ok) router.replace(`/${result.data.slug}/settings`);
      else setError(result.message);
    });
  return (
    <div className="flex flex-col gap-4">
      {error && (
        <Alert tone="danger" role="alert">
          {error}
        </Alert>
      )}
      <Button variant="primary" pending={pending} pendingLabel="Joining…" onClick={join}>
        <span className="truncate">{label}</span>
      </Button>
    </div>
  );
}
