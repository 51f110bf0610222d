import { AppError } from "@/lib/errors";
import { singleton } from "@/lib/singleton";
import { second } from "@/lib/time";

/** Of the pool's ten connections, two are left to the screens. */
const maxRunning = 8;
/** Concurrent tasks of one lane: the rest is for other lanes. */
const maxRunningOfLane = 5;
/** Waiting tasks of one lane, and the bytes of their request bodies. */
const maxWaitingOfLane = 500;
const maxWaitingBytesOfLane = 16 * 1_048_576;
const maxWait = 10 * second;

const defaultLimits = { maxRunning, maxRunningOfLane, maxWaitingOfLane, maxWaitingBytesOfLane, maxWait };
type Lane = { running: number; waiting: Set<Waiting>; waitingBytes: number };
type Waiting = { bytes: number; start: () => void };

/**
 * Shares the database's connections fairly (docs/decisions/0034-fair-queue.md). Each workspace has a lane. Lanes with waiting
 * tasks take turns, and no lane gets all connections: one workspace's transactions may all wait for the same row.
 */
export class FairQueue {
  private running = 0;
  /** In the order of their turns. Idle lanes are deleted. */
  private readonly lanes = new Map<string, Lane>();

  constructor(private readonly limits: typeof defaultLimits = defaultLimits) {}

  /**
   * Runs the task in its turn. Rejects if the lane is full. `bytes` is the memory of a waiting task; `hasWaited` is
   * false for a task that ran immediately.
   */
  async run<Result>(
    name: string,
    task: (hasWaited: boolean) => Promise<Result> | Result,
    bytes = 0,
  ): Promise<Result> {
    let lane = this.lanes.get(name);
    if (!lane) {
      lane = { running: 0, waiting: new Set(), waitingBytes: 0 };
      this.lanes.set(name, lane);
    }
    const mustWait = lane.waiting.size > 0 || !this.hasRoomFor(lane);
    if (mustWait) await this.wait(name, lane, bytes);
    else this.start(lane);
    try {
      return await task(mustWait);
    } finally {
      this.running -= 1;
      lane.running -= 1;
      this.deleteIfIdle(name, lane);
      this.startNext();
    }
  }

  private hasRoomFor(lane: Lane): boolean {
    return this.running < this.limits.maxRunning && lane.running < this.limits.maxRunningOfLane;
  }

  private start(lane: Lane): void {
    this.running += 1;
    lane.running += 1;
  }

  private deleteIfIdle(name: string, lane: Lane): void {
    if (lane.running === 0 && lane.waiting.size === 0) this.lanes.delete(name);
  }

  private wait(name: string, lane: Lane, bytes: number): Promise<void> {
    const { maxWaitingOfLane, maxWaitingBytesOfLane, maxWait } = this.limits;
    if (lane.waiting.size >= maxWaitingOfLane || lane.waitingBytes + bytes > maxWaitingBytesOfLane)
      throw tooManyWaiting();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.leave(lane, waiting);
        this.deleteIfIdle(name, lane);
        reject(tooManyWaiting());
      }, maxWait);
      const start = () => {
        clearTimeout(timer);
        this.leave(lane, waiting);
        this.start(lane);
        resolve();
      };
      const waiting = { bytes, start };
      lane.waiting.add(waiting);
      lane.waitingBytes += bytes;
    });
  }

  private leave(lane: Lane, waiting: Waiting): void {
    lane.waiting.delete(waiting);
    lane.waitingBytes -= waiting.bytes;
  }

  private startNext(): void {
    if (this.running >= this.limits.maxRunning) return;
    for (const [name, lane] of this.lanes) {
      const [first] = lane.waiting;
      if (!first || !this.hasRoomFor(lane)) continue;
      // Moves the lane to the end.
      this.lanes.delete(name);
      this.lanes.set(name, lane);
      first.start();
      return;
    }
  }
}

export function tooManyWaiting(): AppError {
  return new AppError("rate_limited", "Too many concurrent calls of this workspace. Retry with fewer.", {
    headers: { "retry-after": "1" },
  });
}

export const fairQueue: FairQueue = singleton("work queue", () => new FairQueue());
