"use client";

import { Dialog as Primitive } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/components/ui/class-names";
import { CloseCorner, DimmedGutter, overlayStyle } from "./dialog";
import { useReturnFocus } from "./use-return-focus";

export const Sheet = Primitive.Root;
export const SheetTrigger = Primitive.Trigger;
export const SheetClose = Primitive.Close;

const sideStyle = {
  left: "inset-y-0 left-0 w-72 border-r data-[state=open]:animate-from-left",
  right: "inset-y-0 right-0 w-panel border-l data-[state=open]:animate-fade-in",
  bottom:
    "inset-x-0 bottom-0 h-[92dvh] rounded-t-surface border-t pb-[env(safe-area-inset-bottom)] data-[state=open]:animate-rise-in",
};

interface SheetContentProps extends Omit<ComponentProps<typeof Primitive.Content>, "title"> {
  title: ReactNode;
  description?: ReactNode;
  /** Icon buttons beside Close. */
  actions?: ReactNode;
  /** Left: navigation on phones. Right: details beside their list. Bottom: details on phones. */
  side?: keyof typeof sideStyle;
}

export function SheetContent({
  title,
  description,
  actions,
  side = "right",
  className,
  children,
  ...props
}: SheetContentProps) {
  const returnFocus = useReturnFocus();
  const described = description ? {} : { "aria-describedby": undefined };
  return (
    <Primitive.Portal>
      <Primitive.Overlay className={overlayStyle}>
        <DimmedGutter />
      </Primitive.Overlay>
      <Primitive.Content
        {...described}
        {...returnFocus}
        {...props}
        className={cn(
          "fixed z-40 flex max-w-full flex-col bg-raised shadow-float outline-none data-[state=closed]:animate-fade-out",
          sideStyle[side],
          className,
        )}
      >
        <header className="flex min-h-[calc(var(--control-height)+1.5rem)] items-center gap-4 border-b py-2 pr-14 pl-5">
          <div className="min-w-0 flex-1">
            <Primitive.Title className="truncate font-semibold text-lg">{title}</Primitive.Title>
            {description && (
              <Primitive.Description className="text-muted text-sm">{description}</Primitive.Description>
            )}
          </div>
          {actions && <div className="flex text-muted">{actions}</div>}
        </header>
        <div tabIndex={-1} data-sheet-body className="min-h-0 flex-1 overflow-y-auto p-5 outline-none">
          {children}
        </div>
        <CloseCorner />
      </Primitive.Content>
    </Primitive.Portal>
  );
}
