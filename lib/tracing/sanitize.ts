import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace-node";

/**
 * Attributes that leave the process: their values are patterns, codes and ids of requests. Next also records paths, which contain
 * names of workspaces and tokens of invitations, and messages of errors.
 */
const allowedAttributes = new Set([
  "api_access.request_id",
  "db.query.summary",
  "db.system.name",
  "error.type",
  "http.method",
  "http.request.method",
  "http.response.status_code",
  "http.route",
  "http.status_code",
  "next.route",
  "next.span_type",
]);

/** Exports spans without anything that is not allowed. */
export function sanitizeSpans(exporter: SpanExporter): SpanExporter {
  return {
    export: (spans, done) => exporter.export(spans.map(sanitize), done),
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  };
}

function sanitize(span: ReadableSpan): ReadableSpan {
  const attributes = Object.fromEntries(
    Object.entries(span.attributes).filter(([name]) => allowedAttributes.has(name)),
  );
  const { code } = span.status;
  return Object.create(span, {
    name: { value: toName(span, attributes) },
    attributes: { value: attributes },
    // Events and links of libraries have the messages of errors.
    events: { value: [] },
    links: { value: [] },
    status: { value: { code } },
  });
}

/** Names of Next's spans can contain URLs. */
function toName(span: ReadableSpan, attributes: ReadableSpan["attributes"]): string {
  if (span.instrumentationScope.name === tracerName) return span.name;
  const method = attributes["http.method"];
  const route = attributes["next.route"] ?? attributes["http.route"];
  if (method && route) return `${method} ${route}`;
  return String(attributes["next.span_type"] ?? span.instrumentationScope.name);
}

export const tracerName = "api-access";
