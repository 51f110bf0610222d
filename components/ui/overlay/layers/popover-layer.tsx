"use client";

import { Popover as Primitive } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "@/components/ui/class-names";
import { useFocusReturn, useOverlay } from "@/components/ui/overlay/overlay-state";

export type PopoverLayerProps = ComponentProps<typeof Primitive.Content>;

/** What a Popover opens, with its trigger as the anchor. */
export function PopoverLayer({ className, onCloseAutoFocus, ...props }: PopoverLayerProps) {
  const { open, setOpen, trigger, contentId } = useOverlay();
  const focusReturn = useFocusReturn(onCloseAutoFocus);
  return (
    <Primitive.Root open={open} onOpenChange={setOpen}>
      <Primitive.Anchor virtualRef={trigger} />
      <Primitive.Portal>
        <Primitive.Content
          id={contentId}
          sideOffset={4}
          collisionPadding={8}
          align="start"
          {...props}
          onCloseAutoFocus={focusReturn.onCloseAutoFocus}
          onInteractOutside={(event) => {
            focusReturn.onInteractOutside();
            // The trigger closes the popover itself.
            if (event.target instanceof Node && trigger.current?.contains(event.target))
              event.preventDefault();
          }}
          className={cn(
            "z-50 flex max-h-(--radix-popover-content-available-height) flex-col rounded-surface border bg-raised shadow-float outline-none data-[state=closed]:animate-fade-out data-[state=open]:animate-rise-in",
            className,
          )}
        />
      </Primitive.Portal>
    </Primitive.Root>
  );
}
