import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

type Value = { stringValue?: string; intValue?: number | string };

export type ReceivedSpan = {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  kind: number;
  status: { code?: number; message?: string };
  attributes: Record<string, string>;
  scope: string;
};

type Export = {
  resourceSpans: {
    scopeSpans: {
      scope: { name: string };
      spans: (Omit<ReceivedSpan, "attributes" | "scope"> & { attributes: { key: string; value: Value }[] })[];
    }[];
  }[];
};

/** A receiver of traces by OTLP/HTTP with JSON, on loopback. */
export async function startTraceReceiver() {
  const spans: ReceivedSpan[] = [];
  /** All that was received, as text. */
  const texts: string[] = [];
  const server = createServer(async (request, response) => {
    const body = (await json(request)) as Export;
    texts.push(JSON.stringify(body));
    for (const { scopeSpans } of body.resourceSpans)
      for (const { scope, spans: received } of scopeSpans)
        for (const span of received)
          spans.push({ ...span, scope: scope.name, attributes: toRecord(span.attributes) });
    response.writeHead(request.url === "/v1/traces" ? 200 : 404, { "content-type": "application/json" });
    response.end("{}");
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    texts,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function toRecord(attributes: { key: string; value: Value }[]): Record<string, string> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key, String(value.stringValue ?? value.intValue)]),
  );
}

export type TraceReceiver = Awaited<ReturnType<typeof startTraceReceiver>>;
