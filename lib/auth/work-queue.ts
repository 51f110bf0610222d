export type WorkQueue = {
  /** Runs the task in its turn. Rejects with `createFullError()` if too many tasks wait. */
  run<T>(task: () => Promise<T>, options?: { urgent?: boolean }): Promise<T>;
};

type WorkQueueOptions = {
  concurrency: number;
  /** Maximum number of waiting tasks. */
  depth: number;
  /** Maximum number of waiting urgent tasks, which run first. */
  urgentDepth: number;
  createFullError: () => Error;
};

/** Limits the concurrency of expensive tasks and the number that wait. */
export function createWorkQueue({
  concurrency,
  depth,
  urgentDepth,
  createFullError,
}: WorkQueueOptions): WorkQueue {
  const waitingTasks: (() => void)[] = [];
  const urgentTasks: (() => void)[] = [];
  let running = 0;

  function startNext(): void {
    running -= 1;
    (urgentTasks.shift() ?? waitingTasks.shift())?.();
  }

  return {
    async run(task, { urgent = false } = {}) {
      const [queue, maxDepth] = urgent ? [urgentTasks, urgentDepth] : [waitingTasks, depth];
      if (running >= concurrency) {
        if (queue.length >= maxDepth) throw createFullError();
        await new Promise<void>((resolve) => {
          queue.push(() => {
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
