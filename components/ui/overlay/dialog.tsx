"use client";

import { X } from "lucide-react";
import { Dialog as Primitive } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { useReturnFocus } from "./use-return-focus";
import { useRootAttribute } from "./use-root-attribute";

export const Dialog = Primitive.Root;
export const DialogTrigger = Primitive.Trigger;
export const DialogClose = Primitive.Close;

/** Of stacked dialogs only the topmost overlay dims the page. */
export const overlayStyle =
  "overlay fixed inset-0 z-40 bg-overlay transition-colors duration-150 has-[~.overlay[data-state=open]]:bg-transparent data-[state=closed]:animate-fade-out data-[state=open]:animate-fade-in";

/** Dims the place of the scrollbar, which an overlay cannot reach. Belongs inside of every overlay. */
export function DimmedGutter() {
  useRootAttribute("data-dimmed", true);
  return null;
}

/**
 * Centred, at most 560 wide; on a phone a sheet that stands on the bottom edge. Its body scrolls; where a window is low,
 * as one of many zooms, all of it does.
 */
export const dialogStyle =
  "fixed inset-x-0 bottom-0 z-40 flex max-h-[92dvh] flex-col rounded-t-surface border bg-raised shadow-float outline-none data-[state=closed]:animate-fade-out data-[state=open]:animate-rise-in sm:inset-0 sm:m-auto sm:h-fit sm:max-h-[min(92dvh,52rem)] sm:w-full sm:max-w-140 sm:rounded-surface low:overflow-y-auto";

interface DialogContentProps extends Omit<ComponentProps<typeof Primitive.Content>, "title"> {
  /** Names the action: "Create application" */
  title: ReactNode;
  description?: ReactNode;
  /** False if another button closes the dialog, such as "Copy and close". */
  closeButton?: boolean;
}

/** Children are a DialogBody and a DialogFooter; a form around both takes className="contents". */
export function DialogContent({
  title,
  description,
  closeButton = true,
  className,
  children,
  ...props
}: DialogContentProps) {
  const returnFocus = useReturnFocus();
  // Radix warns about a missing description unless aria-describedby is set to undefined.
  const described = description ? {} : { "aria-describedby": undefined };
  return (
    <Primitive.Portal>
      <Primitive.Overlay className={overlayStyle}>
        <DimmedGutter />
      </Primitive.Overlay>
      <Primitive.Content {...described} {...returnFocus} {...props} className={cn(dialogStyle, className)}>
        <header className="flex flex-col gap-1 px-5 pt-5 pr-14 pb-4">
          <Primitive.Title className="font-semibold text-lg">{title}</Primitive.Title>
          {description && <Primitive.Description className="text-muted">{description}</Primitive.Description>}
        </header>
        {children}
        {closeButton && <CloseCorner />}
      </Primitive.Content>
    </Primitive.Portal>
  );
}

/** Last in the tab order, so that the first field gets the focus when the dialog opens. */
export function CloseCorner() {
  return (
    <Primitive.Close asChild>
      <Button variant="ghost" size="icon" aria-label="Close" className="absolute top-3 right-3 text-muted">
        <X />
      </Button>
    </Primitive.Close>
  );
}

export function DialogBody({ className, ...props }: ComponentProps<"div">) {
  return (
    <div
      {...props}
      className={cn(
        "flex min-h-0 flex-col gap-4 overflow-y-auto px-5 py-1 pb-5 low:min-h-fit low:overflow-visible",
        className,
      )}
    />
  );
}

/** Cancel, then the primary button. On a phone they share the width. */
export function DialogFooter({ className, ...props }: ComponentProps<"div">) {
  return (
    <footer
      {...props}
      className={cn(
        "flex items-center justify-end gap-2 border-t px-5 py-3 max-sm:pb-[max(0.75rem,env(safe-area-inset-bottom))] max-sm:*:flex-1",
        className,
      )}
    />
  );
}
