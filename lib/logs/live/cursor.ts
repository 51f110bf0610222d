/** What a live list has seen: all calls that were visible in this snapshot, which was taken at this time. */
export type LiveCursor = { snapshot: string; takenAt: number };

/** As the id of an event, which the browser sends back when it comes again. */
export function formatLiveCursor({ snapshot, takenAt }: LiveCursor): string {
  return `${snapshot}@${takenAt}`;
}

/** Null for what is no cursor. */
export function parseLiveCursor(text: string | null): LiveCursor | null {
  const [, snapshot, takenAt] = /^(\d+:\d+:[\d,]*)@(\d{13})$/.exec(text ?? "") ?? [];
  return snapshot && takenAt ? { snapshot, takenAt: Number(takenAt) } : null;
}
