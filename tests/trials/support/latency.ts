import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Probe, ProbeResult } from "./probe";

/**
 * Measures latency from a separate process, so that the trial's load does not delay the clock.
 * Returns the function that ends the measurement.
 */
export async function startProbe(probe: Probe): Promise<() => Promise<Latencies>> {
  const child = spawn(
    process.execPath,
    [...process.execArgv, "tests/trials/support/probe.ts", JSON.stringify(probe)],
    {
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    },
  );
  const stopChild = () => child.kill();
  process.once("exit", stopChild);
  await once(child, "message");
  return async () => {
    child.send("stop");
    const [result] = (await once(child, "message")) as [ProbeResult];
    process.off("exit", stopChild);
    return new Latencies(result);
  };
}

/** Latencies while `load` runs. */
export async function measureDuring(probe: Probe, load: () => Promise<unknown>): Promise<Latencies> {
  const stop = await startProbe(probe);
  const outcome = await Promise.allSettled([load()]);
  const latencies = await stop();
  if (outcome[0].status === "rejected") throw outcome[0].reason;
  return latencies;
}

/** Latencies in milliseconds, and requests by status; 0 is a broken connection. */
export class Latencies {
  private readonly sorted: number[];
  readonly statuses: Readonly<Record<number, number>>;

  constructor({ milliseconds, statuses }: ProbeResult) {
    this.sorted = milliseconds.toSorted((a, b) => a - b);
    this.statuses = statuses;
  }

  get count(): number {
    return this.sorted.length;
  }

  get max(): number {
    return this.sorted.at(-1) ?? Number.NaN;
  }

  percentile(percent: number): number {
    return this.sorted[Math.ceil((this.sorted.length * percent) / 100) - 1] ?? Number.NaN;
  }
}
