"use client";

import type { ReactNode } from "react";
import { LazyBoundary, lazyComponent } from "@/components/ui/lazy-component";
import type { PopoverLayerProps } from "./layers/popover-layer";
import { OverlayContext, type OverlayProps, useOverlay, useOverlayState } from "./overlay-state";
import { OverlayTrigger, type OverlayTriggerProps } from "./overlay-trigger";

const PopoverLayer = lazyComponent(async () => (await import("./layers/popover-layer")).PopoverLayer);

export function Popover({ children, ...props }: OverlayProps & { children: ReactNode }) {
  return <OverlayContext value={useOverlayState(props)}>{children}</OverlayContext>;
}

export function PopoverTrigger(props: OverlayTriggerProps) {
  const { open, setOpen } = useOverlay();
  return (
    <OverlayTrigger
      aria-haspopup="dialog"
      {...props}
      onClick={(event) => {
        props.onClick?.(event);
        if (!event.defaultPrevented) setOpen(!open);
      }}
    />
  );
}

/** Give it an aria-label. */
export function PopoverContent(props: PopoverLayerProps) {
  const { open, isNear } = useOverlay();
  if (!isNear) return null;
  return (
    <LazyBoundary quiet={!open}>
      <PopoverLayer {...props} />
    </LazyBoundary>
  );
}
