"use client";

import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";

interface ReorderOptions {
  ids: string[];
  /** Null if the reader may not reorder. */
  onReorder: ((ids: string[]) => void) | null;
}

/**
 * Reorders the rows of a table by a pointer or by keys. The rows are the children of `list`, in the order of `order`.
 */
export function useReorder({ ids, onReorder }: ReorderOptions) {
  const list = useRef<HTMLTableSectionElement>(null);
  const [drag, setDrag] = useState<{ id: string; order: string[] } | null>(null);
  /** React moves the rows in the document, which takes the focus from a moved button. */
  const focusedId = useRef<string | null>(null);
  const order = drag?.order ?? ids;
  const orderKey = order.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the focus is lost when the order changes.
  useEffect(() => {
    if (focusedId.current) document.getElementById(focusedId.current)?.focus();
    focusedId.current = null;
  }, [orderKey]);

  /** Moves a row by one and keeps the focus on the button. */
  const move = (id: string, by: -1 | 1, button: HTMLElement) => {
    const index = ids.indexOf(id);
    if (!onReorder || index + by < 0 || index + by >= ids.length) return;
    focusedId.current = button.id;
    onReorder(moveTo(ids, id, index + by));
  };
  const grab = (id: string) => ({
    onPointerDown: ({ button, pointerId }: PointerEvent) => {
      if (!onReorder || button !== 0) return;
      // The list does not move in the document, so it keeps the pointer.
      list.current?.setPointerCapture(pointerId);
      setDrag({ id, order: ids });
    },
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
      const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : null;
      if (by === null) return;
      event.preventDefault();
      move(id, by, event.currentTarget);
    },
  });
  const listProps = {
    ref: list,
    onPointerMove: ({ clientY }: PointerEvent<HTMLElement>) => {
      if (!drag || !list.current) return;
      const index = findIndex(list.current, drag.order.indexOf(drag.id), clientY);
      if (drag.order[index] !== drag.id) setDrag({ ...drag, order: moveTo(drag.order, drag.id, index) });
    },
    onPointerUp: () => {
      if (drag && drag.order.join() !== ids.join()) onReorder?.(drag.order);
      setDrag(null);
    },
    onPointerCancel: () => setDrag(null),
  };
  useEffect(() => {
    if (!drag) return;
    const cancel = ({ key }: globalThis.KeyboardEvent) => key === "Escape" && setDrag(null);
    document.addEventListener("keydown", cancel);
    return () => document.removeEventListener("keydown", cancel);
  }, [drag]);
  return { order, draggedId: drag?.id ?? null, listProps, grab, move };
}

function moveTo(ids: string[], id: string, index: number): string[] {
  const others = ids.filter((other) => other !== id);
  return others.toSpliced(index, 0, id);
}

/** The index of the dragged row by the middles of the others: below those above the pointer. */
function findIndex(list: HTMLElement, from: number, clientY: number): number {
  const others = Array.from(list.children).filter((_, index) => index !== from);
  return others.filter((row) => {
    const { top, height } = row.getBoundingClientRect();
    return top + height / 2 < clientY;
  }).length;
}
