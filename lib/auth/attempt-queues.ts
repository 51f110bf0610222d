/** A client that waits for an attempt at an account. */
type QueuedClient = { priority: number; joinedAt: number; expiresAt: number };

export type AttemptQueues = {
  /**
   * Adds the client to the account's queue, or renews it there until `expiresAt`. Returns its queue position: the number
   * of clients before it. Null if the queue is full.
   */
  join(
    account: string,
    client: string,
    options: { priority: number; expiresAt: (position: number) => number },
  ): number | null;
  leave(account: string, client: string): void;
};

/** One queue per account, ordered by priority (highest first), then by arrival. */
export function createAttemptQueues(options: {
  maxLength: number;
  maxQueues: number;
  now?: () => number;
}): AttemptQueues {
  const { maxLength, maxQueues, now = () => performance.now() } = options;
  const queues = new Map<string, Map<string, QueuedClient>>();

  function prune(account: string): Map<string, QueuedClient> {
    const queue = queues.get(account) ?? new Map<string, QueuedClient>();
    for (const [client, queued] of queue) if (queued.expiresAt < now()) queue.delete(client);
    if (queue.size === 0) queues.delete(account);
    return queue;
  }

  return {
    join(account, client, { priority, expiresAt }) {
      const queue = prune(account);
      const joinedAt = queue.get(client)?.joinedAt ?? now();
      const isBefore = (queued: QueuedClient) =>
        queued.priority > priority || (queued.priority === priority && queued.joinedAt < joinedAt);
      let position = 0;
      let last: [string, QueuedClient] | null = null;
      for (const [other, queued] of queue) {
        if (other === client) continue;
        if (isBefore(queued)) position += 1;
        if (!last || comesAfter(queued, last[1])) last = [other, queued];
      }
      if (!queue.has(client) && queue.size >= maxLength) {
        if (!last || isBefore(last[1])) return null;
        queue.delete(last[0]);
      }
      if (!queues.has(account)) {
        if (queues.size >= maxQueues) for (const other of [...queues.keys()].slice(0, 100)) prune(other);
        if (queues.size >= maxQueues) return null;
        queues.set(account, queue);
      }
      queue.set(client, { priority, joinedAt, expiresAt: expiresAt(position) });
      return position;
    },
    leave(account, client) {
      const queue = queues.get(account);
      queue?.delete(client);
      if (queue?.size === 0) queues.delete(account);
    },
  };
}

function comesAfter(a: QueuedClient, b: QueuedClient): boolean {
  return a.priority < b.priority || (a.priority === b.priority && a.joinedAt > b.joinedAt);
}
