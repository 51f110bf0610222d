import { useEffect, useEffectEvent } from "react";

/**
 * Focuses the first field of a page that is a form. Not on a touch screen, where the keyboard would cover the page, and
 * not when the reader is in another field already.
 */
export function useFirstFocus(focus: () => void): void {
  const focusField = useEffectEvent(focus);
  useEffect(() => {
    if (document.activeElement === document.body && matchMedia("(pointer: fine)").matches) focusField();
  }, []);
}
