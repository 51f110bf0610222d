import "server-only";
import { env } from "@/lib/env";
import { singleton } from "@/lib/singleton";
import { second } from "@/lib/time";
import { setTracing } from "@/lib/tracing/spans";

const opened = singleton<{ shutdown?: () => Promise<void> }>("open tracing", () => ({}));

/** Starts traces if OTEL_EXPORTER_OTLP_ENDPOINT is set. */
export async function openTracing(): Promise<void> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SERVICE_NAME } = env();
  if (!OTEL_EXPORTER_OTLP_ENDPOINT || opened.shutdown) return;
  // Loaded only if they are used.
  const { createTracing } = await import("@/lib/tracing/provider");
  const { tracing, shutdown } = createTracing(OTEL_SERVICE_NAME);
  opened.shutdown = shutdown;
  setTracing(tracing);
}

/** Sends what waits, for two seconds at most. */
export async function closeTracing(): Promise<void> {
  const timeout = new Promise((resolve) => setTimeout(resolve, 2 * second).unref());
  await Promise.race([opened.shutdown?.().catch(() => undefined), timeout]);
}
