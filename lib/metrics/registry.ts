import "server-only";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { getLimiterState } from "@/lib/http/rate-limit/shared-limiter";
import { getLogBufferState } from "@/lib/logs/write/buffer";
import type { Instruments } from "@/lib/metrics/instruments";
import { type DatabaseState, readDatabaseState, readPools, readQueues } from "@/lib/metrics/queries";
import { second } from "@/lib/time";

const knownMethods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/**
 * Creates the metrics of this process. Labels never contain a path, a key, a tenant or an address. `hasQueues`: this
 * process reports the queues in the database, which would otherwise be counted once per process.
 */
export function createMetrics({ hasQueues }: { hasQueues: boolean }): {
  registry: Registry;
  instruments: Instruments;
} {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  registerReadings(registers);
  if (hasQueues) registerQueues(registers);
  return { registry, instruments: createInstruments(registers) };
}

function createInstruments(registers: Registry[]): Instruments {
  const requests = new Histogram({
    name: "api_access_request_duration_seconds",
    help: "Time from the arrival of a request to its response.",
    labelNames: ["route", "method", "status"],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  });
  const rejections = new Counter({
    name: "api_access_rate_limit_rejections_total",
    help: "Requests that a limit rejected.",
    labelNames: ["policy"],
    registers,
  });
  const batchWrites = new Histogram({
    name: "api_access_group_commit_writes",
    help: "Writes that shared a transaction.",
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
    registers,
  });
  const batchSeconds = new Histogram({
    name: "api_access_group_commit_duration_seconds",
    help: "Time of a transaction that writes shared.",
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 10],
    registers,
  });
  // Finding the series by its labels costs more than the observation.
  const series = new Map<string, { observe(value: number): void }>();
  const findSeries = (route: string, method: string, status: string) => {
    const id = `${route} ${method} ${status}`;
    let found = series.get(id);
    if (!found) {
      found = requests.labels(route, method, status);
      series.set(id, found);
    }
    return found;
  };
  return {
    observeRequest(route, method, status, milliseconds) {
      const knownMethod = knownMethods.has(method) ? method : "other";
      findSeries(route ?? "unknown", knownMethod, `${Math.floor(status / 100)}xx`).observe(
        milliseconds / second,
      );
    },
    countRejection: (policy) => rejections.inc({ policy }),
    observeBatch(writes, milliseconds) {
      batchWrites.observe(writes);
      batchSeconds.observe(milliseconds / second);
    },
  };
}

/** State that is read when metrics are requested. */
function registerReadings(registers: Registry[]): void {
  new Gauge({
    name: "api_access_database_pool_connections",
    help: "Connections of each pool: open, idle, and requests that wait for one.",
    labelNames: ["pool", "state"],
    registers,
    collect() {
      for (const { name, total, idle, waiting } of readPools())
        for (const [state, count] of Object.entries({ total, idle, waiting }))
          this.set({ pool: name, state }, count);
    },
  });
  new Gauge({
    name: "api_access_database_up",
    help: "1 if the database answered within a second.",
    labelNames: ["database"],
    registers,
    async collect() {
      const states: DatabaseState[] = await readDatabaseState();
      for (const { name, isUp } of states) this.set({ database: name }, isUp ? 1 : 0);
    },
  });
  new Gauge({
    name: "api_access_log_buffer_rows",
    help: "Rows of the request log that wait to be stored.",
    registers,
    collect() {
      this.set(getLogBufferState().rows);
    },
  });
  new Gauge({
    name: "api_access_log_buffer_bytes",
    help: "Memory of these rows.",
    registers,
    collect() {
      this.set(getLogBufferState().bytes);
    },
  });
  new Counter({
    name: "api_access_log_rows_dropped_total",
    help: "Rows of the request log that were lost because the buffer was full.",
    registers,
    collect() {
      this.reset();
      this.inc(getLogBufferState().dropped);
    },
  });
  new Gauge({
    name: "api_access_rate_limiter_degraded",
    help: "1 while Redis is configured and away, so that this process counts itself.",
    labelNames: ["driver"],
    registers,
    collect() {
      const { driver, isDegraded } = getLimiterState();
      this.set({ driver }, isDegraded ? 1 : 0);
    },
  });
}

function registerQueues(registers: Registry[]): void {
  const queue = "computations: contacts to compute; email: emails to send.";
  const seconds = new Gauge({
    name: "api_access_queue_oldest_seconds",
    help: `Time that the first item has waited. ${queue}`,
    labelNames: ["queue"],
    registers,
  });
  new Gauge({
    name: "api_access_queue_length",
    help: `Items that wait. ${queue}`,
    labelNames: ["queue"],
    registers,
    async collect() {
      // While the database is away the value is missing: 0 would be wrong.
      this.reset();
      seconds.reset();
      for (const { name, length, oldestSeconds } of await readQueues()) {
        this.set({ queue: name }, length);
        seconds.set({ queue: name }, oldestSeconds);
      }
    },
  });
}
