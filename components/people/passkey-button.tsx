"use client";

import { Fingerprint } from "lucide-react";
import { useState } from "react";
import { callAction } from "@/components/forms/call-action";
import { Button } from "@/components/ui/button";
import { FieldError } from "@/components/ui/form/field";
import type { SignIn } from "@/lib/people/schema";
import { signInWithPasskey } from "./session-requests";

interface PasskeyButtonProps {
  next: string;
  /** The email and password of the form, which a key without a PIN needs too. */
  getFields?: () => Partial<SignIn>;
}

export function PasskeyButton({ next, getFields }: PasskeyButtonProps) {
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const signIn = async () => {
    setPending(true);
    setProblem(null);
    const result = await callAction(() => signInWithPasskey(getFields?.()));
    if (result.ok) return window.location.assign(next);
    setProblem(result.message);
    setPending(false);
  };
  return (
    <div className="flex flex-col gap-2" aria-live="polite">
      <Button pending={pending} pendingLabel="Waiting for the passkey…" onClick={signIn}>
        <Fingerprint aria-hidden />
        Continue with a passkey
      </Button>
      {problem && <FieldError>{problem}</FieldError>}
    </div>
  );
}
