/** A client that waits for an attempt at an account. */
type Place = { priority: number; joinedAt: number; expiresAt: number };

export type WaitingLine = {
  /** How many clients are before this one, which gets or keeps a place until `expiresAt`. Null where the line is full. */
  join(
    key: string,
    client: string,
    place: { priority: number; expiresAt: (before: number) => number },
  ): number | null;
  leave(key: string, client: string): void;
};

/** One line per account. Those with the higher priority come first, then those who came first. */
export function createWaitingLine(options: {
  maxLength: number;
  maxLines: number;
  now?: () => number;
}): WaitingLine {
  const { maxLength, maxLines, now = () => performance.now() } = options;
  const lines = new Map<string, Map<string, Place>>();

  function prune(key: string): Map<string, Place> {
    const line = lines.get(key) ?? new Map<string, Place>();
    for (const [client, place] of line) if (place.expiresAt < now()) line.delete(client);
    if (line.size === 0) lines.delete(key);
    return line;
  }

  return {
    join(key, client, { priority, expiresAt }) {
      const line = prune(key);
      const joinedAt = line.get(client)?.joinedAt ?? now();
      const isBefore = (place: Place) =>
        place.priority > priority || (place.priority === priority && place.joinedAt < joinedAt);
      let before = 0;
      let last: [string, Place] | null = null;
      for (const [other, place] of line) {
        if (other === client) continue;
        if (isBefore(place)) before += 1;
        if (!last || comesAfter(place, last[1])) last = [other, place];
      }
      if (!line.has(client) && line.size >= maxLength) {
        if (!last || isBefore(last[1])) return null;
        line.delete(last[0]);
      }
      if (!lines.has(key)) {
        if (lines.size >= maxLines) for (const other of [...lines.keys()].slice(0, 100)) prune(other);
        if (lines.size >= maxLines) return null;
        lines.set(key, line);
      }
      line.set(client, { priority, joinedAt, expiresAt: expiresAt(before) });
      return before;
    },
    leave(key, client) {
      const line = lines.get(key);
      line?.delete(client);
      if (line?.size === 0) lines.delete(key);
    },
  };
}

function comesAfter(a: Place, b: Place): boolean {
  return a.priority < b.priority || (a.priority === b.priority && a.joinedAt > b.joinedAt);
}
