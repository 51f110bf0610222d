"use client";

import { X } from "lucide-react";
import { Dialog as Primitive } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { IconButton } from "./button";
import { cn } from "./class-names";
import { overlayStyle } from "./dialog";

export const Sheet = Primitive.Root;
export const SheetTrigger = Primitive.Trigger;
export const SheetClose = Primitive.Close;

const sideStyle = {
  left: "left-0 w-72 border-r data-[state=open]:animate-from-left",
  right: "right-0 w-full border-l data-[state=open]:animate-fade-in sm:w-140",
};

interface SheetContentProps extends Omit<ComponentProps<typeof Primitive.Content>, "title"> {
  title: ReactNode;
  description?: ReactNode;
  /** Left: navigation on a phone. Right: one thing in full, beside its list. */
  side?: keyof typeof sideStyle;
}

export function SheetContent({
  title,
  description,
  side = "right",
  className,
  children,
  ...props
}: SheetContentProps) {
  const described = description ? {} : { "aria-describedby": undefined };
  return (
    <Primitive.Portal>
      <Primitive.Overlay className={overlayStyle} />
      <Primitive.Content
        {...described}
        {...props}
        className={cn(
          "fixed inset-y-0 z-40 flex max-w-full flex-col bg-raised shadow-float outline-none data-[state=closed]:animate-fade-out",
          sideStyle[side],
          className,
        )}
      >
        <header className="flex items-start gap-4 border-b px-5 py-3">
          <div className="flex min-h-control min-w-0 flex-1 flex-col justify-center">
            <Primitive.Title className="truncate font-semibold text-lg">{title}</Primitive.Title>
            {description && (
              <Primitive.Description className="text-muted text-sm">{description}</Primitive.Description>
            )}
          </div>
          <Primitive.Close asChild>
            <IconButton label="Close" className="-mr-2 text-muted">
              <X />
            </IconButton>
          </Primitive.Close>
        </header>
        <div className="min-h-0 flex-1 overflow-y-auto p-5">{children}</div>
      </Primitive.Content>
    </Primitive.Portal>
  );
}
