"use client";

import { useCallback, useRef, useState } from "react";

/** Opens the dialog of an act. The focus comes back to `opener`. */
export type OpenDialog<Act> = (act: Act, opener: HTMLElement) => void;

/**
 * Which of a page's dialogs is open, and where the focus goes when it closes: to what opened it, or to the element
 * with `fallbackId` if that is gone.
 */
export function useDialogs<Act>(fallbackId: string) {
  // Counted, so that each dialog starts afresh; kept while it fades away.
  const [begun, setBegun] = useState<{ count: number; act: Act | null }>({ count: 0, act: null });
  const [open, setOpen] = useState(false);
  const opener = useRef<HTMLElement>(null);

  const begin: OpenDialog<Act> = useCallback((act, element) => {
    opener.current = element;
    setBegun(({ count }) => ({ count: count + 1, act }));
    setOpen(true);
  }, []);
  const close = () => setOpen(false);
  /** Where what opened the dialog is about to go. */
  const closeTowards = (element: HTMLElement | null) => {
    opener.current = element;
    setOpen(false);
  };
  const returnFocus = (event: Event) => {
    event.preventDefault();
    const target = opener.current?.isConnected ? opener.current : document.getElementById(fallbackId);
    target?.focus();
  };
  return { ...begun, open, begin, close, closeTowards, returnFocus };
}

/** For a dialog that gives way to the next one, which has the focus already. */
export function stay(event: Event) {
  event.preventDefault();
}
/** By which a row is found again when the one beside it is gone. */
export function deleteButtonId(rowId: string): string {
  return `delete-${rowId}`;
}

/** The delete button of the row after this one, or of the one before the last. */
export function findNeighborButton(rows: { id: string }[], id: string): HTMLElement | null {
  const index = rows.findIndex((row) => row.id === id);
  const neighbour = rows[index + 1] ?? rows[index - 1];
  return neighbour ? document.getElementById(deleteButtonId(neighbour.id)) : null;
}
