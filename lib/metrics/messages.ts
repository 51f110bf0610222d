import type { MetricObjectWithValues, MetricValue } from "prom-client";
import { z } from "zod";

/** What a registry of prom-client reports as JSON. */
export type ReportedMetrics = MetricObjectWithValues<MetricValue<string>>[];

/** One process of the machine: its role, and its number if several have it. */
export type ProcessMetrics = { name: string; metrics: ReportedMetrics };

const Id = z.object({ id: z.string() });

/** From a process to the supervisor: it needs the metrics of all processes. */
export const MachineMetricsRequest = Id.extend({ type: z.literal("request-machine-metrics") });
/** From the supervisor to each process. */
export const ProcessMetricsRequest = Id.extend({ type: z.literal("request-metrics") });
/** From a process to the supervisor. */
export const ProcessMetricsReply = Id.extend({
  type: z.literal("metrics"),
  metrics: z.custom<ReportedMetrics>(Array.isArray),
});
/** From the supervisor to the process that asked. */
export const MachineMetricsReply = Id.extend({
  type: z.literal("machine-metrics"),
  processes: z.custom<ProcessMetrics[]>(Array.isArray),
});
