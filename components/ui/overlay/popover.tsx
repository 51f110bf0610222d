"use client";

import { Popover as Primitive } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "@/components/ui/class-names";

export const Popover = Primitive.Root;
export const PopoverTrigger = Primitive.Trigger;

/** Give it an aria-label. */
export function PopoverContent({ className, ...props }: ComponentProps<typeof Primitive.Content>) {
  return (
    <Primitive.Portal>
      <Primitive.Content
        sideOffset={4}
        collisionPadding={8}
        align="start"
        {...props}
        className={cn(
          "z-50 flex max-h-(--radix-popover-content-available-height) flex-col rounded-surface border bg-raised shadow-float outline-none data-[state=closed]:animate-fade-out data-[state=open]:animate-rise-in",
          className,
        )}
      />
    </Primitive.Portal>
  );
}
