"use client";

import { useSyncExternalStore } from "react";
import { Button, type ButtonProps } from "@/components/ui/button";

/**
 * A form's primary button. Until React has the form in hand the browser would submit it by itself and lose what
 * was typed, so the button waits that moment, looking no different.
 */
export function SubmitButton(props: Omit<ButtonProps, "type" | "variant">) {
  const isHydrated = useSyncExternalStore(subscribeToNothing, isInBrowser, isOnServer);
  return (
    <Button
      {...props}
      type="submit"
      variant="primary"
      disabled={!isHydrated}
      className="disabled:opacity-100"
    />
  );
}

const subscribeToNothing = () => () => undefined;
const isInBrowser = () => true;
const isOnServer = () => false;
