"use client";

import { defaultRangeExtractor, useWindowVirtualizer } from "@tanstack/react-virtual";
import { type FocusEvent, type KeyboardEvent, type RefObject, useState } from "react";
import { useShortcut } from "@/components/ui/use-shortcut";
import type { LogRow } from "@/lib/logs/schema";
import { useOpenCall } from "./call-in-url";
import { callLinkId } from "./call-link";
import { useDistanceFromTop } from "./use-distance-from-top";
import { useHasColumns } from "./use-is-phone";
import { placeRows, withKept } from "./virtual-gaps";

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
export function useRowsInView(
  body: RefObject<HTMLTableSectionElement | null>,
  rows: LogRow[],
  onNearEnd: () => void,
) {
  const openId = useOpenCall();
  const rowHeight = useHasColumns() ? 44 : 60;
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
    rangeExtractor: (range) => withKept(defaultRangeExtractor(range), indexOf(activeId), rows.length),
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
  const { placed, after } = placeRows(virtualizer.getVirtualItems(), margin, virtualizer.getTotalSize());
  return { placed, after, measure: virtualizer.measureElement, listeners };
}
