import { useEffect, useEffectEvent } from "react";

/**
 * Focuses the page's first field, unless another element has the focus, or a touch screen's keyboard would cover the
 * page.
 */
export function useFirstFocus(focus: () => void): void {
  const focusField = useEffectEvent(focus);
  useEffect(() => {
    if (document.activeElement === document.body && matchMedia("(pointer: fine)").matches) focusField();
  }, []);
}
