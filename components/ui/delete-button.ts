/** By which a row is found again when the one beside it is gone. */
export function deleteButtonId(rowId: string): string {
  return `delete-${rowId}`;
}

/** The delete button of the row after this one, or of the one before the last. */
export function findNeighbour(rows: { id: string }[], id: string): HTMLElement | null {
  const index = rows.findIndex((row) => row.id === id);
  const neighbour = rows[index + 1] ?? rows[index - 1];
  return neighbour ? document.getElementById(deleteButtonId(neighbour.id)) : null;
}
