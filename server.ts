import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { Server as NetServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { getRequestListener } from "@hono/node-server";
import { GET as unknownPath } from "@/app/api/[...unknown]/route";
import { catalog } from "@/app/api/catalog";
import { startDraining } from "@/lib/api/readiness";
import { respondWithError } from "@/lib/api/reject-calls";
import { createApiRouter } from "@/lib/api/router";
import { startApplicationMaintenance } from "@/lib/applications/retention/maintenance";
import { collect } from "@/lib/collector/collect";
import { websiteCounters } from "@/lib/collector/website-counters";
import { startComputationWorker } from "@/lib/computations/engine/worker";
import { lookups } from "@/lib/db/lookups";
import { pool } from "@/lib/db/pool";
import { startEmailSender } from "@/lib/email/sender";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { closeRateLimiter, openRateLimiter } from "@/lib/http/rate-limit/shared-limiter";
import { runInNewRequest } from "@/lib/http/request-context";
import { answerClientErrors } from "@/lib/http/server/client-errors";
import { answerInTurn, limitIdleTime } from "@/lib/http/server/connections";
import { createForwarder } from "@/lib/http/server/forward";
import { startNext } from "@/lib/http/server/next-handler";
import { apiMethods, createForwardedAnswers, createPageAnswers } from "@/lib/http/server/page-answers";
import { countHosts, setTrustedHeaders } from "@/lib/http/server/trusted-headers";
import {
  hasEncodedDots,
  isApiCall,
  isCollectorCall,
  isDecodable,
  isRedirectedByNext,
  normalizeUrl,
} from "@/lib/http/url";
import { connectorCounters } from "@/lib/ingestion/counters";
import { ingest } from "@/lib/ingestion/http/ingest";
import { isSdkCall } from "@/lib/ingestion/http/route";
import { backgroundLogger, redirectConsole } from "@/lib/logger";
import { startLogMaintenance } from "@/lib/logs/retention/maintenance";
import { unknownKeyCounter } from "@/lib/logs/rollup/unknown-keys";
import { flushLogs } from "@/lib/logs/write/buffer";
import { getInstruments } from "@/lib/metrics/instruments";
import { isMetricsPath, openMetrics } from "@/lib/metrics/server";
import { endLiveStreams } from "@/lib/streams/open-streams";
import { minute, second } from "@/lib/time";
import { closeTracing, openTracing } from "@/lib/tracing/open";
import { type Order, readyMessage } from "@/lib/workers/messages";
import { followOrders } from "@/lib/workers/orders";
import { readProcessEnvironment } from "@/lib/workers/role";

/**
 * A process of the production server. Its fast path calls the handlers of the API and of the collector without Next, which
 * is several times faster (npm run bench). Next answers everything else, or with FAST_PATH=off all requests: in this
 * process, or with several workers in the page process (lib/workers/role.ts).
 */
const { PORT, NEXTAUTH_URL, FAST_PATH, KEEP_ALIVE_SECONDS, DRAIN_SECONDS } = env();
const { SERVER_ROLE: role, PAGES_SOCKET } = readProcessEnvironment();
/** Milliseconds for open requests after draining: the supervisor of the machine waits, or another process has taken over. */
const maxClosingTime = { stop: 10 * second, retire: 5 * minute };

redirectConsole();
let pagesSocket = PAGES_SOCKET;
let isStopping = false;
/** Resolves when no other process of this server passes requests on any more. */
let allowClosing = () => {};
const closingAllowed = new Promise<void>((resolve) => {
  allowClosing = resolve;
});

await openRateLimiter().catch((error) => {
  backgroundLogger.fatal({ err: error }, "The server cannot use REDIS_URL.");
  process.exit(1);
});
// Before Next is loaded, which uses the provider of traces.
await openTracing();
const metrics = await openMetrics(role);
const buildFolder = process.env.NEXT_DIST_DIR ?? ".next";
const options = { errorHandler: respondWithError };
const answerByApi = getRequestListener(createApiRouter(catalog, unknownPath), options);
const answerByCollector = getRequestListener(collect, options);
const answerBySdk = getRequestListener(ingest, options);
const rejectByApi = (error: AppError) => getRequestListener(() => respondWithError(error));
const rejectHosts = rejectByApi(new AppError("bad_request", "Send a single header 'Host'."));
const next = role === "api" ? null : await startNext(PORT);
const answerByNext: RequestListener = next
  ? (request, response) => void runInNewRequest(() => next.answer(request, response))
  : createForwarder({ findSocket: () => pagesSocket, isStopping: () => isStopping, rejectByApi });
const choosePageAnswer = next
  ? createPageAnswers({ port: PORT, buildFolder, answerByNext, rejectByApi })
  : createForwardedAnswers(buildFolder, answerByNext);
const isHttps = NEXTAUTH_URL.startsWith("https:");

const listener = answerInTurn(respond);
// Node would answer requests without Host or with an unknown Expect itself, and not in JSON.
const server = createServer({ requireHostHeader: false }, listener);
limitIdleTime(server, { keepAlive: KEEP_ALIVE_SECONDS * second });
server.on("checkExpectation", listener);
answerClientErrors(server, respondWithError);
server.once("error", (error) => {
  backgroundLogger.fatal({ err: error, port: PORT }, "The server cannot listen on its port.");
  process.exit(1);
});
server.listen(role === "pages" ? PAGES_SOCKET : PORT, () => process.send?.(readyMessage));
followOrders(follow, DRAIN_SECONDS * second);
/** One process of several runs them: they take no time from API calls. */
const backgroundJobs =
  role === "api"
    ? []
    : [startLogMaintenance(), startApplicationMaintenance(), startComputationWorker(), startEmailSender()];

function respond(request: IncomingMessage, response: ServerResponse): void {
  request.url = normalizeUrl(request.url ?? "/");
  // The process that passed the request on has set them.
  if (role !== "pages") setTrustedHeaders(request);
  // Load balancers request /api/health by HTTP/1.0, which needs no Host.
  if (request.httpVersion === "1.0") request.headers.host ||= "localhost";
  // Otherwise a busy client could keep its connection, and this process, open.
  if (isStopping) response.setHeader("connection", "close");
  if (isHttps) response.setHeader("strict-transport-security", "max-age=31536000");
  chooseAnswer(request)(request, response);
}

/** One route for all pages: their paths contain names of workspaces. */
function measurePage({ method = "GET" }: IncomingMessage, response: ServerResponse): void {
  const instruments = getInstruments();
  if (!instruments) return;
  const startedAt = performance.now();
  response.once("close", () =>
    instruments.observeRequest("page", method, response.statusCode, performance.now() - startedAt),
  );
}

function chooseAnswer(request: IncomingMessage): RequestListener {
  const { url = "/", headers, method = "GET" } = request;
  // Next fails at "OPTIONS *".
  if (!headers.host || url === "*" || !isDecodable(url) || hasEncodedDots(url)) return answerByApi;
  if (countHosts(request) > 1) return rejectHosts;
  // Also with FAST_PATH=off: Next would redirect paths that end in a slash, and libraries lose what is redirected.
  if (isSdkCall(url)) return answerBySdk;
  if (isApiCall(url)) {
    const isForApi = FAST_PATH || isRedirectedByNext(url) || !apiMethods.has(method);
    return isForApi ? answerByApi : answerByNext;
  }
  if (isCollectorCall(url)) return FAST_PATH ? answerByCollector : answerByNext;
  if (isMetricsPath(url)) return metrics.answer;
  const answerPage = choosePageAnswer(request);
  return (incoming, response) => {
    measurePage(incoming, response);
    answerPage(incoming, response);
  };
}

function follow(order: Order): void {
  if (order.type === "pages") pagesSocket = order.socket;
  else if (order.type === "close") allowClosing();
  else void shutDown(order.type, order.drainMs);
}

/**
 * Answers the open requests, flushes buffers, and exits. Runs once: a supervisor and the parent process may both send
 * a signal.
 */
async function shutDown(reason: "stop" | "retire", drainMs: number): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  // The successor accepts connections on the same port: readiness stays, and live streams continue there.
  const retired = reason === "retire" && role !== "pages" ? stopAccepting() : null;
  if (reason === "retire") endLiveStreams();
  else startDraining();
  await pause(drainMs);
  endLiveStreams();
  if (role === "pages" && reason === "stop") await closingAllowed;
  const forceClose = setTimeout(() => server.closeAllConnections(), maxClosingTime[reason]);
  // Responses that began before the shutdown keep their connections alive: close those once idle.
  const closeIdle = setInterval(() => server.closeIdleConnections(), second / 20);
  server.closeIdleConnections();
  await (retired ?? stopAccepting());
  clearInterval(closeIdle);
  clearTimeout(forceClose);
  const [lostRows] = await Promise.all([
    flushLogs(),
    websiteCounters.flush(),
    connectorCounters.flush(),
    unknownKeyCounter.flush(),
    ...backgroundJobs.map((job) => job.stop()),
  ]);
  if (lostRows > 0) backgroundLogger.error({ rows: lostRows }, "Rows of the request log are lost.");
  await next?.close();
  closeRateLimiter();
  metrics.close();
  await closeTracing();
  await Promise.all([pool.end(), lookups.end()]);
  process.exit(0);
}

/**
 * Closes the port. Resolves when all connections are closed. Not by the HTTP server's own method, which also closes idle
 * connections: a client may be sending its next request on one.
 */
function stopAccepting(): Promise<void> {
  return new Promise((resolve) => {
    NetServer.prototype.close.call(server, () => resolve());
  });
}
