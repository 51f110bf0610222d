import { useEffect, useEffectEvent } from "react";

/**
 * Focuses the field with this name when the page is hydrated, unless another element has the focus, or a touch screen's
 * keyboard would cover the page. Not by React Hook Form's `setFocus`: its timer moves the focus while a person types
 * into another field: a password would appear in the email field.
 */
export function useFirstFocus(name: string | null): void {
  const focusField = useEffectEvent(() => {
    if (name === null) return;
    // A dialog's field follows the fields of the page behind it.
    const field = Array.from(document.getElementsByName(name)).at(-1);
    field?.focus();
  });
  useEffect(() => {
    if (document.activeElement === document.body && matchMedia("(pointer: fine)").matches) focusField();
  }, []);
}
