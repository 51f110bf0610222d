"use client";

import type { ReactNode } from "react";
import { LazyBoundary, lazyComponent } from "@/components/ui/lazy-component";
import type { MenuLayerProps } from "./layers/menu-layer";
import { OverlayContext, type OverlayProps, useOverlay, useOverlayState } from "./overlay-state";
import { OverlayTrigger, type OverlayTriggerProps } from "./overlay-trigger";

const loadLayer = () => import("./layers/menu-layer");
const MenuLayer = lazyComponent(async () => (await loadLayer()).MenuLayer);

export const DropdownMenuItem = lazyComponent(async () => (await loadLayer()).MenuItem);
export const DropdownMenuRadioGroup = lazyComponent(async () => (await loadLayer()).MenuRadioGroup);
export const DropdownMenuRadioItem = lazyComponent(async () => (await loadLayer()).MenuRadioItem);
export const DropdownMenuLabel = lazyComponent(async () => (await loadLayer()).MenuLabel);
export const DropdownMenuSeparator = lazyComponent(async () => (await loadLayer()).MenuSeparator);

/** Not modal: the page still scrolls, and a press outside reaches its target. */
export function DropdownMenu({ children, ...props }: OverlayProps & { children: ReactNode }) {
  return <OverlayContext value={useOverlayState(props)}>{children}</OverlayContext>;
}

/** Opens when the button is pressed down, not when it is released: press, drag to an item and release. */
export function DropdownMenuTrigger(props: OverlayTriggerProps) {
  const { open, setOpen, triggerId } = useOverlay();
  return (
    <OverlayTrigger
      id={triggerId}
      aria-haspopup="menu"
      {...props}
      onPointerDown={(event) => {
        props.onPointerDown?.(event);
        if (event.button !== 0 || event.ctrlKey || isDisabled(event.currentTarget)) return;
        setOpen(!open);
        // The focus goes to the menu.
        if (!open) event.preventDefault();
      }}
      onKeyDown={(event) => {
        props.onKeyDown?.(event);
        if (!["Enter", " ", "ArrowDown"].includes(event.key) || isDisabled(event.currentTarget)) return;
        setOpen(event.key === "ArrowDown" || !open);
        event.preventDefault();
      }}
    />
  );
}

function isDisabled(button: HTMLElement): boolean {
  return button.matches(":disabled, [aria-disabled=true]");
}

export function DropdownMenuContent(props: MenuLayerProps) {
  const { open, isNear } = useOverlay();
  if (!isNear) return null;
  return (
    <LazyBoundary quiet={!open}>
      <MenuLayer {...props} />
    </LazyBoundary>
  );
}
