/**
 * Selects or deselects a row and, with an anchor, all rows between them: they take the new state of this row. Returns the
 * selected ids. An anchor that is no longer in the list counts as none.
 */
export function toggleRange(
  ids: readonly string[],
  selected: ReadonlySet<string>,
  id: string,
  anchor: string | null,
): ReadonlySet<string> {
  const position = ids.indexOf(id);
  const other = anchor === null ? -1 : ids.indexOf(anchor);
  const [first, last] =
    other < 0 ? [position, position] : [Math.min(position, other), Math.max(position, other)];
  const changed = new Set(selected);
  for (const each of ids.slice(first, last + 1)) {
    if (selected.has(id)) changed.delete(each);
    else changed.add(each);
  }
  return changed;
}
