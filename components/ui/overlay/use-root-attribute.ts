import { useLayoutEffect } from "react";

/**
 * Sets an attribute on <html> while a component holds it. Its value is the number of holders. CSS selects it in place of
 * :has() on the root, which the browser checks again at every change of the document.
 */
export function useRootAttribute(name: `data-${string}`, held: boolean): void {
  useLayoutEffect(() => {
    if (!held) return;
    changeHolders(name, 1);
    return () => changeHolders(name, -1);
  }, [name, held]);
}

function changeHolders(name: string, change: 1 | -1): void {
  const root = document.documentElement;
  const holders = Number(root.getAttribute(name)) + change;
  if (holders > 0) root.setAttribute(name, String(holders));
  else root.removeAttribute(name);
}
