"use client";

import { AlertDialog as Primitive } from "radix-ui";
import { createContext, type ReactNode, use, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { DimmedGutter, dialogStyle, overlayStyle } from "./dialog";
import { useReturnFocus } from "./use-return-focus";

interface AlertDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Names the action and its object: "Delete Billing sync?" */
  title: ReactNode;
  /** The consequences, in one or two sentences. */
  description: ReactNode;
  children?: ReactNode;
  /** Repeats the verb: "Delete application" */
  confirmLabel: string;
  pendingLabel: string;
  cancelLabel?: string;
  variant?: "danger" | "primary";
  /** An alert about the last failed attempt. */
  error?: ReactNode;
  /** The question is not answered yet: the confirming button does nothing. */
  blocked?: boolean;
  /** The caller closes the dialog after success. */
  onConfirm: () => Promise<void> | void;
  /** Moves the focus, if the opener no longer exists. */
  onCloseAutoFocus?: (event: Event) => void;
}

const ConfirmContext = createContext<() => void>(() => undefined);

/** Confirms the dialog around it: for a field whose Enter key does so. */
export function useConfirm(): () => void {
  return use(ConfirmContext);
}

/** Asks before an action that cannot be undone. Cancel has the focus. */
export function AlertDialog({ variant = "danger", cancelLabel = "Cancel", ...props }: AlertDialogProps) {
  const [pending, startTransition] = useTransition();
  const { onOpenAutoFocus, onCloseAutoFocus } = useReturnFocus();
  const changeOpen = (open: boolean) => {
    if (!pending) props.onOpenChange(open);
  };
  const { blocked = false } = props;
  const confirm = () => {
    if (!blocked && !pending) startTransition(async () => props.onConfirm());
  };
  return (
    <Primitive.Root open={props.open} onOpenChange={changeOpen}>
      <Primitive.Portal>
        <Primitive.Overlay className={overlayStyle}>
          <DimmedGutter />
        </Primitive.Overlay>
        <Primitive.Content
          className={dialogStyle}
          onCloseAutoFocus={props.onCloseAutoFocus ?? onCloseAutoFocus}
          onOpenAutoFocus={onOpenAutoFocus}
        >
          <div className="flex min-h-0 flex-col gap-2 overflow-y-auto p-5">
            <Primitive.Title className="font-semibold text-lg">{props.title}</Primitive.Title>
            <Primitive.Description className="text-muted">{props.description}</Primitive.Description>
            <ConfirmContext value={confirm}>{props.children}</ConfirmContext>
            {props.error && <div className="mt-2">{props.error}</div>}
          </div>
          <footer className="flex justify-end gap-2 border-t px-5 py-3 max-sm:pb-[max(0.75rem,env(safe-area-inset-bottom))] max-sm:*:flex-1">
            <Primitive.Cancel asChild>
              <Button aria-disabled={pending || undefined}>{cancelLabel}</Button>
            </Primitive.Cancel>
            <Button
              variant={variant}
              pending={pending}
              pendingLabel={props.pendingLabel}
              // Not a DisabledButton, which would be another element and lose the focus.
              aria-disabled={blocked || undefined}
              className={cn(blocked && "opacity-50")}
              onClick={confirm}
            >
              {props.confirmLabel}
            </Button>
          </footer>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
