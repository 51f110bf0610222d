"use client";

import { useEffect } from "react";
import { announceSignIn } from "@/components/forms/signed-in-channel";
import { Button } from "@/components/ui/button";

/** Tells the other tabs, and closes this one. */
export function CloseTabButton() {
  useEffect(announceSignIn, []);
  return (
    <Button variant="primary" onClick={() => window.close()}>
      Close this tab
    </Button>
  );
}
