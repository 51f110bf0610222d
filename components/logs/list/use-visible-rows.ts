"use client";

import { defaultRangeExtractor, useWindowVirtualizer, type VirtualItem } from "@tanstack/react-virtual";
import {
  type FocusEvent,
  type KeyboardEvent,
  type RefObject,
  useCallback,
  useState,
  useSyncExternalStore,
} from "react";
import { useMediaQuery } from "@/components/ui/use-media-query";
import { useShortcut } from "@/components/ui/use-shortcut";
import type { LogRow } from "@/lib/logs/schema";
import { callLinkId, useOpenCall } from "./url-view";

/** The viewport that the server renders for, in pixels. */
const firstScreen = { width: 1280, height: 1400 };

/** Height of the sticky header, in pixels. */
const headerHeight = 36;

/** The next page loads when the keyboard is this many rows from the end. */
const rowsBeforeEnd = 5;

/**
 * Virtualizes the rows and moves the focus by J and K, and by the arrow keys inside the list. The focused row, or the
 * row of the open call, stays in the document with its neighbours: the focus can return there after scrolling.
 */
export function useVisibleRows(
  body: RefObject<HTMLTableSectionElement | null>,
  rows: LogRow[],
  onNearEnd: () => void,
) {
  const openId = useOpenCall();
  // Below this width a row has two lines.
  const rowHeight = useMediaQuery("(width >= 64rem)") ? 44 : 60;
  const [activeId, setActiveId] = useState(openId);
  // The keyboard continues from here after the call closes.
  if (openId !== null && openId !== activeId) setActiveId(openId);
  const indexOf = (id: string | null) => (id === null ? -1 : rows.findIndex((row) => row.id === id));
  const margin = useDistanceFromTop(body);
  const virtualizer = useWindowVirtualizer<HTMLTableRowElement>({
    count: rows.length,
    estimateSize: () => rowHeight,
    overscan: 10,
    scrollMargin: margin,
    initialRect: firstScreen,
    initialOffset: 0,
    getItemKey: (index) => rows[index]?.id ?? index,
    rangeExtractor: (range) => addKeptRows(defaultRangeExtractor(range), indexOf(activeId), rows.length),
  });

  const findFirstVisible = () =>
    virtualizer.getVirtualItemForOffset((virtualizer.scrollOffset ?? 0) + headerHeight)?.index ?? 0;
  const move = (step: 1 | -1) => {
    const index = indexOf(activeId);
    const next = index < 0 ? findFirstVisible() : Math.min(Math.max(index + step, 0), rows.length - 1);
    const row = rows[next];
    if (row) document.getElementById(callLinkId(row.id))?.focus();
    if (next + rowsBeforeEnd >= rows.length) onNearEnd();
  };
  // While a call is open, CallSheet uses these keys and the arrow keys.
  const isClosed = openId === null;
  useShortcut("j", isClosed ? () => move(1) : null);
  useShortcut("k", isClosed ? () => move(-1) : null);

  const listeners = {
    onFocus: ({ target }: FocusEvent) => isClosed && setActiveId(target.closest("tr")?.dataset.id ?? null),
    onKeyDown: (event: KeyboardEvent) => {
      if (!isClosed || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    },
  };
  const { visibleRows, gapAfter } = positionRows(
    virtualizer.getVirtualItems(),
    margin,
    virtualizer.getTotalSize(),
  );
  return { visibleRows, gapAfter, measure: virtualizer.measureElement, listeners };
}

/** `gap`: the height of the omitted rows before it, in pixels. */
type PositionedRow = { item: VirtualItem; gap: number };

/** Computes the gaps before the visible rows and after the last one. */
export function positionRows(
  items: VirtualItem[],
  margin: number,
  total: number,
): { visibleRows: PositionedRow[]; gapAfter: number } {
  let end = margin;
  const visibleRows = items.map((item) => {
    const gap = item.start - end;
    end = item.end;
    return { item, gap };
  });
  return { visibleRows, gapAfter: Math.max(0, total + margin - end) };
}

/** Adds the kept row and its neighbours to the visible indexes. `kept` is -1 without one. */
export function addKeptRows(visible: number[], kept: number, count: number): number[] {
  const neighbours = kept < 0 ? [] : [kept - 1, kept, kept + 1];
  const all = new Set([...visible, ...neighbours.filter((index) => index >= 0 && index < count)]);
  return [...all].sort((a, b) => a - b);
}

/** The offset of an element from the top of the page, in pixels. Updates when the page changes its height. */
function useDistanceFromTop(element: RefObject<HTMLElement | null>): number {
  const read = useCallback(() => {
    const top = element.current?.getBoundingClientRect().top ?? 0;
    return Math.round(top + window.scrollY);
  }, [element]);
  return useSyncExternalStore(subscribe, read, () => 0);
}

function subscribe(onChange: () => void) {
  const observer = new ResizeObserver(onChange);
  observer.observe(document.body);
  return () => observer.disconnect();
}
