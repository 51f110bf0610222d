"use client";

import { KeyRound } from "lucide-react";
import { Button } from "@/components/ui/button";
import { LazyBoundary, lazyComponent } from "@/components/ui/lazy-component";
import { useDialogs } from "@/components/ui/overlay/use-dialogs";

const WhichKeyDialog = lazyComponent(async () => (await import("./which-key-dialog")).WhichKeyDialog);

const id = "which-key";

export function WhichKeyButton() {
  const { count, act, open, begin, close, returnFocus } = useDialogs<true>(id);
  return (
    <>
      <Button
        id={id}
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={({ currentTarget }) => begin(true, currentTarget)}
      >
        <KeyRound />
        Which key is this?
      </Button>
      {act && (
        <LazyBoundary key={count}>
          <WhichKeyDialog open={open} onOpenChange={close} onCloseAutoFocus={returnFocus} />
        </LazyBoundary>
      )}
    </>
  );
}
