import "server-only";
import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { env } from "@/lib/env";
import { rejectWith } from "@/lib/http/server/reject";
import { backgroundLogger } from "@/lib/logger";
import { setInstruments } from "@/lib/metrics/instruments";
import type { ServerRole } from "@/lib/workers/role";

const metricsPath = /^\/metrics(?:\?|$)/;
const rejectNotFound = rejectWith(404, "Not found.");
const rejectToken = rejectWith(401, "Send METRICS_TOKEN as a bearer token.", {
  "www-authenticate": 'Bearer realm="metrics"',
});
const rejectMethod = rejectWith(405, "Method not allowed. Allowed: GET, HEAD.", { allow: "GET, HEAD" });

export function isMetricsPath(url: string): boolean {
  return metricsPath.test(url);
}

/** Answers /metrics at the port of the API. `close` ends the server of METRICS_PORT. */
export type MetricsEndpoint = { answer: RequestListener; close: () => void };

/**
 * Starts the metrics of this process if METRICS_TOKEN or METRICS_PORT is set; otherwise /metrics is 404 and nothing is measured.
 * With METRICS_PORT they are there, and not at the port of the API.
 */
export async function openMetrics(role: ServerRole): Promise<MetricsEndpoint> {
  const { METRICS_TOKEN, METRICS_PORT } = env();
  if (METRICS_TOKEN === undefined && METRICS_PORT === undefined)
    return { answer: rejectNotFound, close: () => undefined };
  // Loaded only if they are used.
  const [{ createMetrics }, { answerSupervisor, collectMachine }] = await Promise.all([
    import("@/lib/metrics/registry"),
    import("@/lib/metrics/collect"),
  ]);
  const { registry, instruments } = createMetrics({ hasQueues: role !== "api" });
  setInstruments(instruments);
  if (role !== "all") answerSupervisor(registry);
  const answer = createListener(METRICS_TOKEN, async () => ({
    type: registry.contentType,
    text: await collectMachine(registry, role !== "all"),
  }));
  if (METRICS_PORT === undefined || role === "pages") return { answer, close: () => undefined };
  const server = listen(METRICS_PORT, answer);
  return {
    answer: rejectNotFound,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function listen(port: number, answer: RequestListener): Server {
  const server = createServer((request, response) =>
    (isMetricsPath(request.url ?? "/") ? answer : rejectNotFound)(request, response),
  );
  server.once("error", (error) => {
    backgroundLogger.fatal({ err: error, port }, "The server cannot listen on METRICS_PORT.");
    process.exit(1);
  });
  return server.listen(port);
}

type Collect = () => Promise<{ type: string; text: string }>;

function createListener(token: string | undefined, collect: Collect): RequestListener {
  return (request, response) => {
    if (request.method !== "GET" && request.method !== "HEAD") return rejectMethod(request, response);
    if (token !== undefined && !hasToken(request, token)) return rejectToken(request, response);
    collect().then(
      ({ type, text }) => {
        response.writeHead(200, { "content-type": type, "cache-control": "no-store" });
        response.end(request.method === "HEAD" ? undefined : text);
      },
      (error) => {
        backgroundLogger.error({ err: error }, "The metrics could not be collected.");
        response.writeHead(500).end();
      },
    );
  };
}

/** In constant time: both are hashed, so that their lengths are equal. */
function hasToken({ headers }: IncomingMessage, token: string): boolean {
  const sent = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? "")?.[1] ?? "";
  const hash = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(sent), hash(token));
}
