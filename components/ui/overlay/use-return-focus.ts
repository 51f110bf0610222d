import { useRef } from "react";

/** Returns the focus to the element that had it. Radix does this only for its own triggers, not for dialogs opened by state. */
export function useReturnFocus() {
  const opener = useRef<Element | null>(null);
  return {
    onOpenAutoFocus: () => {
      opener.current = document.activeElement;
    },
    onCloseAutoFocus: (event: Event) => {
      const target = opener.current;
      if (!(target instanceof HTMLElement && target.isConnected) || target === document.body) return;
      event.preventDefault();
      target.focus();
    },
  };
}
