"use client";

import { Slot } from "radix-ui";
import { type ComponentProps, useCallback } from "react";
import { useOverlay } from "./overlay-state";

export interface OverlayTriggerProps extends ComponentProps<"button"> {
  /** Renders the only child, such as a Button, as the trigger. */
  asChild?: boolean;
}

/** The button of a menu or popover, whose code may not be loaded yet. */
export function OverlayTrigger({ asChild, ref: given, ...props }: OverlayTriggerProps) {
  const { open, approach, trigger, contentId } = useOverlay();
  const ref = useCallback(
    (element: HTMLButtonElement | null) => {
      trigger.current = element;
      if (typeof given === "function") return given(element);
      if (given) given.current = element;
    },
    [trigger, given],
  );
  const Element = asChild ? Slot.Root : "button";
  return (
    <Element
      type="button"
      aria-expanded={open}
      aria-controls={open ? contentId : undefined}
      data-state={open ? "open" : "closed"}
      {...props}
      ref={ref}
      onPointerEnter={(event) => {
        props.onPointerEnter?.(event);
        approach();
      }}
      onFocus={(event) => {
        props.onFocus?.(event);
        approach();
      }}
    />
  );
}
