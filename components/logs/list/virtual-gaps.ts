import type { VirtualItem } from "@tanstack/react-virtual";

/** A row to draw, and how many pixels of rows that are not drawn lie before it. */
export type Placed = { item: VirtualItem; gap: number };

/** Rows to draw with the room between them; `after` is what is left below the last one. */
export function placeRows(
  items: VirtualItem[],
  margin: number,
  total: number,
): { placed: Placed[]; after: number } {
  let end = margin;
  const placed = items.map((item) => {
    const gap = item.start - end;
    end = item.end;
    return { item, gap };
  });
  return { placed, after: Math.max(0, total + margin - end) };
}

/** The indexes in view, and one that must stay in the document, with its neighbours; -1: none. */
export function withKept(inView: number[], kept: number, count: number): number[] {
  const neighbours = kept < 0 ? [] : [kept - 1, kept, kept + 1];
  const all = new Set([...inView, ...neighbours.filter((index) => index >= 0 && index < count)]);
  return [...all].sort((a, b) => a - b);
}
