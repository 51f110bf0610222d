import "server-only";
import {
  context,
  DiagLogLevel,
  diag,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { backgroundLogger } from "@/lib/logger";
import { minute } from "@/lib/time";
import { traceStatements } from "@/lib/tracing/queries";
import { sanitizeSpans, tracerName } from "@/lib/tracing/sanitize";
import type { Tracing } from "@/lib/tracing/spans";

/**
 * Registers the provider of traces, which Next's spans use as well. The exporter and the sampler read the standard variables
 * of OpenTelemetry. Spans are sent in batches; at most 2,048 wait.
 */
export function createTracing(serviceName: string): { tracing: Tracing; shutdown: () => Promise<void> } {
  logExportErrors();
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ "service.name": serviceName }),
    spanProcessors: [new BatchSpanProcessor(sanitizeSpans(new OTLPTraceExporter()))],
  });
  provider.register();
  const tracer = trace.getTracer(tracerName);
  traceStatements(tracer);
  return {
    tracing: {
      trace: (name, work) =>
        trace.getActiveSpan() ? tracer.startActiveSpan(name, (span) => run(span, work)) : work(),
      traceRequest(name, headers, work, toOutcome) {
        const parent = propagation.extract(context.active(), headers, headerGetter);
        const span = tracer.startSpan(name, { kind: SpanKind.SERVER }, parent);
        // Not sampled: without a current span, no other one of the request is created.
        if (!span.isRecording()) return work();
        return context.with(trace.setSpan(parent, span), () =>
          run(span, work, (result) => {
            const { attributes = {}, isFailed } = toOutcome(result);
            span.setAttributes(attributes);
            if (isFailed) span.setStatus({ code: SpanStatusCode.ERROR });
          }),
        );
      },
    },
    shutdown: () => provider.shutdown(),
  };
}

async function run<Result>(
  span: Span,
  work: () => Result | Promise<Result>,
  toOutcome: (result: Result) => void = () => undefined,
): Promise<Result> {
  try {
    const result = await work();
    toOutcome(result);
    return result;
  } catch (error) {
    // Without the message, which can contain what the client sent.
    const { code, name } = Object(error) as { code?: unknown; name?: unknown };
    span.setAttribute("error.type", String(code ?? name ?? "error"));
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}

const headerGetter = {
  get: (headers: Headers, name: string) => headers.get(name) ?? undefined,
  keys: (headers: Headers) => [...headers.keys()],
};

/** Once a minute at most: a collector that is away fails each batch. The errors contain the collector's answer. */
function logExportErrors(): void {
  let loggedAt = Number.NEGATIVE_INFINITY;
  const logError = () => {
    if (performance.now() - loggedAt < minute) return;
    loggedAt = performance.now();
    backgroundLogger.warn("Traces could not be exported to OTEL_EXPORTER_OTLP_ENDPOINT.");
  };
  const ignore = () => undefined;
  diag.setLogger(
    { error: logError, warn: ignore, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true },
  );
}
