import { AppError } from "@/lib/errors";
import { singleton } from "@/lib/singleton";
import { second } from "@/lib/time";

/** Tasks that need a connection of the pool, which has ten: two are left to the screens. */
const maxRunning = 8;
/** Tasks of one lane that run at the same time. The others belong to other lanes. */
const maxRunningOfLane = 5;
/** Tasks of one lane that wait, and the bytes of their requests' bodies. */
const maxWaitingOfLane = 500;
const maxWaitingBytesOfLane = 16 * 1_048_576;
/** Time that a task waits at most. */
const maxWait = 10 * second;

const defaultLimits = { maxRunning, maxRunningOfLane, maxWaitingOfLane, maxWaitingBytesOfLane, maxWait };
type Lane = { running: number; waiting: Set<Waiting>; waitingBytes: number };
type Waiting = { bytes: number; start: () => void };

/**
 * Shares the database's connections fairly. Each workspace has a lane; lanes with waiting tasks take turns, and each
 * lane leaves connections to others. Without it, transactions of one workspace that wait for the same row would hold
 * all connections.
 */
export class FairQueue {
  private running = 0;
  /** Lanes in the order of their turns. Idle ones are deleted. */
  private readonly lanes = new Map<string, Lane>();

  constructor(private readonly limits: typeof defaultLimits = defaultLimits) {}

  /**
   * Runs the task in its turn. `hasWaited` tells that it did not run immediately, `bytes` is what it holds while it
   * waits. Rejects when the lane is full.
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
      // Its next turn comes after those of all others.
      this.lanes.delete(name);
      this.lanes.set(name, lane);
      first.start();
      return;
    }
  }
}

function tooManyWaiting(): AppError {
  return new AppError(
    "rate_limited",
    "Too many concurrent calls of this workspace. Retry with fewer.",
    { headers: { "retry-after": "1" } },
  );
}

export const fairQueue: FairQueue = singleton("work queue", () => new FairQueue());
