"use client";

import { useEffect, useRef, useState } from "react";
import { registerProofDialog } from "@/components/forms/ask-for-proof";
import { LazyBoundary, lazyComponent } from "@/components/ui/lazy-component";

const ProofDialog = lazyComponent(async () => (await import("./proof-dialog")).ProofDialog);

/** Opens the dialog when an action asks who the person is. Mounted once per page. */
export function ProofRequest() {
  const [isOpen, setIsOpen] = useState(false);
  const settle = useRef<((proved: boolean) => void) | null>(null);
  useEffect(
    () =>
      registerProofDialog(() => {
        settle.current?.(false);
        setIsOpen(true);
        return new Promise((resolve) => {
          settle.current = resolve;
        });
      }),
    [],
  );
  const close = (proved: boolean) => {
    setIsOpen(false);
    settle.current?.(proved);
    settle.current = null;
  };
  return (
    isOpen && (
      <LazyBoundary>
        <ProofDialog onClose={close} />
      </LazyBoundary>
    )
  );
}
