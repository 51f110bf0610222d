"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { FieldError } from "@/components/ui/form/field";
import type { Provider } from "@/lib/auth/providers";
import { signInWithProvider } from "./session-requests";

interface ProviderButtonsProps {
  providers: Provider[];
  next: string;
}

export function ProviderButtons({ providers, next }: ProviderButtonsProps) {
  const [chosen, setChosen] = useState<Provider["id"] | null>(null);
  const [failed, setFailed] = useState(false);
  if (providers.length === 0) return null;

  const leaveFor = async (provider: Provider["id"]) => {
    setChosen(provider);
    setFailed(false);
    try {
      await signInWithProvider(provider, next);
    } catch {
      setFailed(true);
      setChosen(null);
    }
  };

  return (
    <div className="flex flex-col gap-2">
      {providers.map(({ id, label }) => (
        <Button
          key={id}
          pending={chosen === id}
          pendingLabel={`Opening ${label}…`}
          onClick={() => leaveFor(id)}
        >
          Continue with {label}
        </Button>
      ))}
      {failed && <FieldError>The server could not be reached. Try again.</FieldError>}
    </div>
  );
}
