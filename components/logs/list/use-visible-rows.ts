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
import { callLinkId, useOpenCall } from "./open-call";

/** What the server draws, before there is a window. */
const firstScreen = { width: 1280, height: 1400 };

/** Of the row of headings, which stays in view. */
const headHeight = 36;

/** Going down comes close to the end when so many rows are left. */
const nearEnd = 5;

/**
 * Which rows are drawn, and going through them by keyboard: J and K, and the arrows once the list has the focus. The
 * row in use, or the one whose call is open, stays in the document with its neighbours, so that the focus can go there
 * wherever the list was scrolled to.
 */
export function useVisibleRows(
  body: RefObject<HTMLTableSectionElement | null>,
  rows: LogRow[],
  onNearEnd: () => void,
) {
  const openId = useOpenCall();
  // From this width each value has a column, and a row one line.
  const rowHeight = useMediaQuery("(width >= 64rem)") ? 44 : 60;
  const [activeId, setActiveId] = useState(openId);
  // Where the keyboard goes on from when the call is closed.
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

  const firstInView = () =>
    virtualizer.getVirtualItemForOffset((virtualizer.scrollOffset ?? 0) + headHeight)?.index ?? 0;
  const move = (step: 1 | -1) => {
    const index = indexOf(activeId);
    const next = index < 0 ? firstInView() : Math.min(Math.max(index + step, 0), rows.length - 1);
    const row = rows[next];
    if (row) document.getElementById(callLinkId(row.id))?.focus();
    if (next + nearEnd >= rows.length) onNearEnd();
  };
  // While a call is open, these keys and the arrows go from call to call.
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
  const { placed, after } = positionRows(virtualizer.getVirtualItems(), margin, virtualizer.getTotalSize());
  return { placed, after, measure: virtualizer.measureElement, listeners };
}

/** A row to draw, and how many pixels of rows that are not drawn lie before it. */
type PositionedRow = { item: VirtualItem; gap: number };

/** Rows to draw with the room between them; `after` is what is left below the last one. */
export function positionRows(
  items: VirtualItem[],
  margin: number,
  total: number,
): { placed: PositionedRow[]; after: number } {
  let end = margin;
  const placed = items.map((item) => {
    const gap = item.start - end;
    end = item.end;
    return { item, gap };
  });
  return { placed, after: Math.max(0, total + margin - end) };
}

/** The indexes in view, and one that must stay in the document, with its neighbours; -1: none. */
export function addKeptRows(inView: number[], kept: number, count: number): number[] {
  const neighbours = kept < 0 ? [] : [kept - 1, kept, kept + 1];
  const all = new Set([...inView, ...neighbours.filter((index) => index >= 0 && index < count)]);
  return [...all].sort((a, b) => a - b);
}

/** How far below the top of the page something begins, in pixels; kept true while what is above it grows or shrinks. */
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
