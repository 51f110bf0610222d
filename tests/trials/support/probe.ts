import { Agent, request } from "node:http";
import { setTimeout as pause } from "node:timers/promises";

/** A caller: each of `connections` sends a request, waits for its answer and pauses for `pauseMs`. */
export type Probe = {
  url: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  connections?: number;
  pauseMs?: number;
};

export type ProbeResult = { milliseconds: number[]; statuses: Record<number, number> };

// The entry point of the separate process: see startProbe. Importing the types measures nothing.
if (process.send && process.argv[2]) await runProbe(JSON.parse(process.argv[2]));

async function runProbe(probe: Probe): Promise<void> {
  const { connections = 4, pauseMs = 10 } = probe;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const result: ProbeResult = { milliseconds: [], statuses: {} };
  let isStopped = false;
  process.once("message", () => {
    isStopped = true;
  });
  process.once("disconnect", () => process.exit());
  // The first requests open connections and compile code.
  for (let i = 0; i < 20; i += 1) await send(probe, agent);
  process.send?.("ready");
  const callOften = async () => {
    while (!isStopped) {
      const startedAt = performance.now();
      const status = await send(probe, agent);
      result.milliseconds.push(performance.now() - startedAt);
      result.statuses[status] = (result.statuses[status] ?? 0) + 1;
      await pause(pauseMs);
    }
  };
  await Promise.all(Array.from({ length: connections }, callOften));
  process.send?.(result, () => process.exit());
}

function send({ url, method = "GET", headers, body }: Probe, agent: Agent): Promise<number> {
  return new Promise((resolve) => {
    const sent = request(url, { method, headers, agent }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode ?? 0));
    });
    sent.on("error", () => resolve(0));
    sent.end(body);
  });
}
