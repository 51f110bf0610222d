import { AppError } from "@/lib/errors";
import { tooManyWaiting } from "@/lib/http/fair-queue";
import { second } from "@/lib/time";
import type { Outcome, Submission } from "@/lib/writes/grouped-write";

const defaultLimits = {
  /** Transactions in flight. The next batch is what arrives while they commit. */
  maxBatches: 2,
  /** Turns of the event loop for which a batch collects more writes. */
  maxTurns: 8,
  maxBatchWrites: 256,
  maxBatchBytes: 4 * 1_048_576,
  /** Waiting writes of one workspace, and their bytes. */
  maxWaitingOfLane: 500,
  maxWaitingBytesOfLane: 16 * 1_048_576,
  maxWait: 10 * second,
  /** Batches that meet a lock of another transaction before the write runs alone. */
  maxAttempts: 3,
};

type Waiting = {
  write: Submission;
  since: number;
  attempts: number;
  hasWaited: boolean;
  resolve: (isStored: boolean) => void;
  reject: (error: unknown) => void;
};

/** The waiting writes of one workspace's calls, or of its websites. */
type Lane = { waiting: Set<Waiting>; bytes: number };

/**
 * Concurrent writes share a transaction: a batch is what arrived while others were committing, so no timer delays it
 * (docs/decisions/0061-group-commit.md). Workspaces take turns. Writes of one contact are committed in the order of their
 * arrival, in one batch or one batch after the other.
 */
export class GroupCommit {
  /** In the order of their turns. Empty lanes are deleted. */
  private readonly lanes = new Map<string, Lane>();
  /** The contacts of batches in flight. */
  private readonly busy = new Set<string>();
  private batches = 0;
  /** Writes in the lanes, and in batches in flight. */
  private waiting = 0;
  private inFlight = 0;
  private isScheduled = false;

  constructor(
    private readonly commit: (batch: readonly Submission[]) => Promise<readonly Outcome[]>,
    private readonly limits: typeof defaultLimits = defaultLimits,
  ) {}

  /** False if the write needs a transaction of its own. Rejects if the lane is full. */
  submit(write: Submission): Promise<boolean> {
    const lane = this.lanes.get(write.lane) ?? { waiting: new Set(), bytes: 0 };
    const { maxWaitingOfLane, maxWaitingBytesOfLane } = this.limits;
    if (lane.waiting.size >= maxWaitingOfLane || lane.bytes + write.bytes > maxWaitingBytesOfLane)
      throw tooManyWaiting();
    this.lanes.set(write.lane, lane);
    lane.bytes += write.bytes;
    this.waiting += 1;
    return new Promise((resolve, reject) => {
      const since = performance.now();
      lane.waiting.add({ write, since, attempts: 0, hasWaited: this.batches > 0, resolve, reject });
      this.schedule();
    });
  }

  private schedule(): void {
    if (this.isScheduled || this.waiting === 0 || !this.hasRoom()) return;
    this.isScheduled = true;
    this.collect(this.waiting, 1);
  }

  /** A second batch in flight is worth its cost if it is as large as the first one. */
  private hasRoom(): boolean {
    return (
      this.batches < this.limits.maxBatches &&
      this.waiting >= Math.min(this.inFlight, this.limits.maxBatchWrites)
    );
  }

  /** Starts the batch when a turn of the event loop brings no more writes: calls that arrive together share it. */
  private collect(waitingBefore: number, turns: number): void {
    setImmediate(() => {
      if (this.waiting > waitingBefore && turns < this.limits.maxTurns)
        return this.collect(this.waiting, turns + 1);
      this.isScheduled = false;
      const batch = this.take();
      if (batch.length > 0) void this.run(batch);
    });
  }

  private async run(batch: readonly Waiting[]): Promise<void> {
    this.batches += 1;
    this.inFlight += batch.length;
    for (const { write } of batch) for (const contact of write.contacts) this.busy.add(contact);
    // More writes may wait than one batch takes.
    this.schedule();
    const authorized: Waiting[] = [];
    try {
      for (const item of batch) if (await isAuthorized(item)) authorized.push(item);
      const outcomes = authorized.length > 0 ? await this.commit(authorized.map(({ write }) => write)) : [];
      for (const [index, item] of authorized.entries()) this.settle(item, outcomes[index] ?? "alone");
    } catch (error) {
      for (const { reject } of authorized) reject(error);
    } finally {
      this.batches -= 1;
      this.inFlight -= batch.length;
      for (const { write } of batch) for (const contact of write.contacts) this.busy.delete(contact);
      this.schedule();
    }
  }

  private settle(item: Waiting, outcome: Outcome): void {
    if (outcome === "stored") item.resolve(true);
    else if (outcome instanceof Error) item.reject(outcome);
    else if (outcome === "locked" && item.attempts + 1 < this.limits.maxAttempts) this.requeue(item);
    else item.resolve(false);
  }

  /** Before the writes that arrived later. */
  private requeue(item: Waiting): void {
    const { lane: name, bytes } = item.write;
    const lane = this.lanes.get(name) ?? { waiting: new Set(), bytes: 0 };
    lane.waiting = new Set([{ ...item, attempts: item.attempts + 1, hasWaited: true }, ...lane.waiting]);
    lane.bytes += bytes;
    this.waiting += 1;
    this.lanes.set(name, lane);
  }

  /** Takes one write of each workspace in turn, until the batch is full. */
  private take(): Waiting[] {
    const batch = new BatchBuilder(this.busy, this.limits);
    const now = performance.now();
    let turns = [...this.lanes].map(([name, lane]) => ({ name, lane, waiting: lane.waiting.values() }));
    while (turns.length > 0 && !batch.isFull) {
      turns = turns.filter(({ name, lane, waiting }) => {
        if (batch.isFull) return false;
        const item = nextOf(waiting, (candidate) => batch.accepts(candidate));
        if (!item) return false;
        this.remove(name, lane, item);
        if (now - item.since > this.limits.maxWait) item.reject(waitedTooLong());
        else batch.add(item);
        return true;
      });
    }
    for (const lane of this.lanes.values()) for (const item of lane.waiting) item.hasWaited = true;
    return batch.items;
  }

  /** The lane that had a turn moves to the end. */
  private remove(name: string, lane: Lane, item: Waiting): void {
    lane.waiting.delete(item);
    this.waiting -= 1;
    lane.bytes -= item.write.bytes;
    this.lanes.delete(name);
    if (lane.waiting.size > 0) this.lanes.set(name, lane);
  }
}

class BatchBuilder {
  readonly items: Waiting[] = [];
  private bytes = 0;
  /** Contacts of writes that stay: later writes of these contacts stay, too. */
  private readonly blocked = new Set<string>();
  private readonly exclusive = new Set<string>();

  constructor(
    private readonly busy: ReadonlySet<string>,
    private readonly limits: typeof defaultLimits,
  ) {}

  get isFull(): boolean {
    return this.items.length >= this.limits.maxBatchWrites || this.bytes >= this.limits.maxBatchBytes;
  }

  accepts({ write }: Waiting): boolean {
    const isFree = write.contacts.every(
      (contact) =>
        !this.busy.has(contact) &&
        !this.blocked.has(contact) &&
        !(write.isExclusive && this.exclusive.has(contact)),
    );
    if (!isFree) for (const contact of write.contacts) this.blocked.add(contact);
    return isFree;
  }

  add(item: Waiting): void {
    this.items.push(item);
    this.bytes += item.write.bytes;
    if (item.write.isExclusive) for (const contact of item.write.contacts) this.exclusive.add(contact);
  }
}

function nextOf<Item>(items: Iterator<Item>, accepts: (item: Item) => boolean): Item | undefined {
  for (let next = items.next(); !next.done; next = items.next()) if (accepts(next.value)) return next.value;
  return undefined;
}

/** The key may have lost its permission while the write waited. */
async function isAuthorized({ write, hasWaited, reject }: Waiting): Promise<boolean> {
  if (!hasWaited) return true;
  try {
    await write.authorize();
    return true;
  } catch (error) {
    reject(error);
    return false;
  }
}

function waitedTooLong(): AppError {
  return new AppError("unavailable", "The service is busy. Retry in a second.", {
    headers: { "retry-after": "1" },
  });
}
