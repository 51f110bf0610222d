"use client";

import { createContext, type RefObject, use, useId, useMemo, useRef, useState } from "react";

/** A menu or popover and its trigger. */
interface OverlayState {
  open: boolean;
  setOpen: (open: boolean) => void;
  /** Whether the pointer or the focus has reached the trigger: renders the layer, so that it is ready to open. */
  isNear: boolean;
  approach: () => void;
  trigger: RefObject<HTMLElement | null>;
  triggerId: string;
  contentId: string;
}

export const OverlayContext = createContext<OverlayState | null>(null);

export function useOverlay(): OverlayState {
  const state = use(OverlayContext);
  if (!state) throw new Error("This component belongs inside of a DropdownMenu or a Popover.");
  return state;
}

export interface OverlayProps {
  /** Without it the overlay keeps its own state. */
  open?: boolean | undefined;
  onOpenChange?: ((open: boolean) => void) | undefined;
}

export function useOverlayState({ open: controlled, onOpenChange }: OverlayProps): OverlayState {
  const [own, setOwn] = useState(false);
  const [isNear, setIsNear] = useState(false);
  const trigger = useRef<HTMLElement>(null);
  const triggerId = useId();
  const contentId = useId();
  const open = controlled ?? own;
  return useMemo(() => {
    const setOpen = (next: boolean) => {
      setIsNear(true);
      setOwn(next);
      if (next !== open) onOpenChange?.(next);
    };
    const approach = () => setIsNear(true);
    return { open, setOpen, isNear: isNear || open, approach, trigger, triggerId, contentId };
  }, [open, onOpenChange, isNear, triggerId, contentId]);
}

/** Returns the focus to the trigger when the overlay closes, unless a press elsewhere has closed it. */
export function useFocusReturn(onCloseAutoFocus: ((event: Event) => void) | undefined) {
  const { trigger } = useOverlay();
  const wasPressedOutside = useRef(false);
  return {
    onInteractOutside: () => {
      wasPressedOutside.current = true;
    },
    onCloseAutoFocus: (event: Event) => {
      onCloseAutoFocus?.(event);
      if (!event.defaultPrevented && !wasPressedOutside.current) trigger.current?.focus();
      wasPressedOutside.current = false;
      event.preventDefault();
    },
  };
}
