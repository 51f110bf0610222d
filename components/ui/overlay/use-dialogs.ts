"use client";

import { useCallback, useRef, useState } from "react";

/** Opens the dialog of an act. Closing it returns the focus to `opener`. */
export type OpenDialog<Act> = (act: Act, opener: HTMLElement) => void;

/** Tracks which dialog of a page is open. Closing it focuses its opener, or `fallbackId` if the opener no longer exists. */
export function useDialogs<Act>(fallbackId: string) {
  // `count` is a React key, so that each dialog starts with fresh state. `act` stays set while the dialog fades out.
  const [begun, setBegun] = useState<{ count: number; act: Act | null }>({ count: 0, act: null });
  const [open, setOpen] = useState(false);
  const opener = useRef<HTMLElement>(null);

  const begin: OpenDialog<Act> = useCallback((act, element) => {
    opener.current = element;
    setBegun(({ count }) => ({ count: count + 1, act }));
    setOpen(true);
  }, []);
  const close = () => setOpen(false);
  /** Closes and moves the focus to `element`, for an opener that is about to be removed. */
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

/** An onCloseAutoFocus that leaves the focus in the next dialog. */
export function stay(event: Event) {
  event.preventDefault();
}
export function deleteButtonId(rowId: string): string {
  return `delete-${rowId}`;
}

/** Finds the delete button of the next row, or of the previous one if the row is the last. */
export function findNeighborButton(rows: { id: string }[], id: string): HTMLElement | null {
  const index = rows.findIndex((row) => row.id === id);
  const neighbour = rows[index + 1] ?? rows[index - 1];
  return neighbour ? document.getElementById(deleteButtonId(neighbour.id)) : null;
}
