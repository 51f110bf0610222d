"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { FieldError } from "@/components/ui/form/field";
import { signOut } from "./session-requests";

export function SignOutButton({ variant }: { variant?: "primary" | "secondary" }) {
  const [state, setState] = useState<"idle" | "pending" | "failed">("idle");
  const leave = async () => {
    setState("pending");
    await signOut().catch(() => setState("failed"));
  };
  return (
    <div className="flex flex-col gap-2">
      <Button variant={variant} pending={state === "pending"} pendingLabel="Signing out…" onClick={leave}>
        Sign out
      </Button>
      {state === "failed" && (
        <FieldError>The server could not be reached. You are still signed in.</FieldError>
      )}
    </div>
  );
}
