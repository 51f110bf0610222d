"use client";

import { useEffect } from "react";
import { announceSignIn } from "@/components/forms/signed-in-channel";
import { Button } from "@/components/ui/button";

/** Announces the new session to the other tabs when it mounts. */
export function CloseTabButton() {
  useEffect(announceSignIn, []);
  return (
    <Button variant="primary" onClick={() => window.close()}>
      Close this tab
    </Button>
  );
}
