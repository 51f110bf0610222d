import "server-only";
import { setTimeout as pause } from "node:timers/promises";
import { AggregatorRegistry, type Registry } from "prom-client";
import { createId } from "@/lib/ids";
import {
  MachineMetricsReply,
  type ProcessMetrics,
  ProcessMetricsRequest,
  type ReportedMetrics,
} from "@/lib/metrics/messages";
import { second } from "@/lib/time";

const maxWait = 3 * second;

/** Answers the supervisor, which collects the metrics of all processes of the machine. */
export function answerSupervisor(registry: Registry): void {
  process.on("message", async (message) => {
    const request = ProcessMetricsRequest.safeParse(message);
    if (!request.success) return;
    const metrics = await registry.getMetricsAsJSON();
    process.send?.({ type: "metrics", id: request.data.id, metrics }, undefined, undefined, () => undefined);
  });
}

/** Returns the metrics of all processes of this machine in the text format of Prometheus. */
export async function collectMachine(registry: Registry, hasOthers: boolean): Promise<string> {
  const processes = hasOthers ? await askSupervisor() : undefined;
  return render(processes ?? [{ name: "server", metrics: await registry.getMetricsAsJSON() }]);
}

/** Undefined if the supervisor does not answer in time. */
async function askSupervisor(): Promise<ProcessMetrics[] | undefined> {
  const id = createId();
  const abort = new AbortController();
  let listen: (message: unknown) => void = () => undefined;
  const reply = new Promise<ProcessMetrics[]>((resolve) => {
    listen = (message) => {
      const parsed = MachineMetricsReply.safeParse(message);
      if (parsed.success && parsed.data.id === id) resolve(parsed.data.processes);
    };
    process.on("message", listen);
    process.send?.({ type: "request-machine-metrics", id }, undefined, undefined, () => undefined);
  });
  try {
    return await Promise.race([reply, pause(maxWait, undefined, { signal: abort.signal })]);
  } finally {
    abort.abort();
    process.off("message", listen);
  }
}

/** Each process has its own series: sums are for Prometheus, and the event loop of one must be seen. */
function render(processes: readonly ProcessMetrics[]): Promise<string> {
  return AggregatorRegistry.aggregate(
    processes.map(({ name, metrics }) => metrics.map((metric) => toSeriesOf(name, metric))),
  ).metrics();
}

function toSeriesOf(process: string, metric: ReportedMetrics[number]): ReportedMetrics[number] {
  return {
    ...metric,
    aggregator: "sum",
    values: metric.values.map((value) => ({ ...value, labels: { ...value.labels, process } })),
  };
}
