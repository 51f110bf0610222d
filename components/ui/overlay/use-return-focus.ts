import { useRef } from "react";

/**
 * Gives the focus back to whatever had it when a dialog opened. Radix does so for its own triggers alone,
 * and many dialogs here are opened by state.
 */
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
