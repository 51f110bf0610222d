/**
 * Turns many look-ups of one thing into few. At most one load runs at a time; whoever asks while it runs is
 * answered by the next one, never by the running one, whose view of the data may be older than the question.
 * So an answer is as fresh as if each had asked alone, at a fraction of the cost under load.
 */
export function coalesce<Value>(
  load: (keys: string[]) => Promise<Map<string, Value>>,
): (key: string) => Promise<Value | undefined> {
  type Waiting = {
    key: string;
    resolve: (value: Value | undefined) => void;
    reject: (error: unknown) => void;
  };
  let waiting: Waiting[] = [];
  let running = false;

  async function run(): Promise<void> {
    const batch = waiting;
    waiting = [];
    try {
      const values = await load([...new Set(batch.map(({ key }) => key))]);
      for (const { key, resolve } of batch) resolve(values.get(key));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    running = waiting.length > 0;
    if (running) void run();
  }

  return (key) =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject });
      if (running) return;
      running = true;
      // Wait for the requests that arrived in the same turn of the event loop.
      setImmediate(() => void run());
    });
}
