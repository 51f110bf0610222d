export type WorkQueue = {
  /** Runs the task when it is its turn. Rejects at once with `isFull()` where too many wait. */
  run<T>(task: () => Promise<T>, options?: { urgent?: boolean }): Promise<T>;
};

type WorkQueueOptions = {
  /** How many tasks run at a time. */
  concurrency: number;
  /** How many tasks may wait. */
  depth: number;
  /** How many urgent tasks may wait beside them. They are run first. */
  urgentDepth: number;
  /** The error of a task that finds no room. */
  isFull: () => Error;
};

/** Bounds expensive work: so many tasks at a time, so many that wait. */
export function createWorkQueue({ concurrency, depth, urgentDepth, isFull }: WorkQueueOptions): WorkQueue {
  const waiting: (() => void)[] = [];
  const waitingUrgently: (() => void)[] = [];
  let running = 0;

  function startNext(): void {
    running -= 1;
    (waitingUrgently.shift() ?? waiting.shift())?.();
  }

  return {
    async run(task, { urgent = false } = {}) {
      const [line, limit] = urgent ? [waitingUrgently, urgentDepth] : [waiting, depth];
      if (running >= concurrency) {
        if (line.length >= limit) throw isFull();
        await new Promise<void>((resolve) => {
          line.push(() => {
            running += 1;
            resolve();
          });
        });
      } else {
        running += 1;
      }
      try {
        return await task();
      } finally {
        startNext();
      }
    },
  };
}
