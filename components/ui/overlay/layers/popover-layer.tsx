"use client";

import { Popover as Primitive } from "radix-ui";
import { type ComponentProps, useRef } from "react";
import { cn } from "@/components/ui/class-names";
import { useOverlay } from "@/components/ui/overlay/overlay-state";

export type PopoverLayerProps = ComponentProps<typeof Primitive.Content>;

/** What a Popover opens, with its trigger as the anchor. */
export function PopoverLayer({ className, onCloseAutoFocus, ...props }: PopoverLayerProps) {
  const { open, setOpen, trigger, contentId } = useOverlay();
  const wasPressedOutside = useRef(false);
  const returnFocus = (event: Event) => {
    onCloseAutoFocus?.(event);
    if (!event.defaultPrevented && !wasPressedOutside.current) trigger.current?.focus();
    wasPressedOutside.current = false;
    event.preventDefault();
  };
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
          onCloseAutoFocus={returnFocus}
          onInteractOutside={(event) => {
            wasPressedOutside.current = true;
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
