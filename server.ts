import {
  createServer,
  type IncomingMessage,
  maxHeaderSize,
  type RequestListener,
  type ServerResponse,
  STATUS_CODES,
} from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { getRequestListener } from "@hono/node-server";
import next from "next";
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
import { runInNewRequest } from "@/lib/http/request-context";
import { answerInTurn, limitIdleTime } from "@/lib/http/server/connections";
import { isFromRouter, serveConstantPage } from "@/lib/http/server/constant-page";
import { createPageLimit } from "@/lib/http/server/page-limit";
import { rejectWith } from "@/lib/http/server/reject";
import { guardServerActions } from "@/lib/http/server/server-actions";
import { serveFile, serveStaticFiles, staticPath } from "@/lib/http/server/static-files";
import { trackerHeaders } from "@/lib/http/server/tracker-headers";
import { acceptOrigin, countHosts, setTrustedHeaders } from "@/lib/http/server/trusted-headers";
import {
  hasEncodedDots,
  isApiCall,
  isAuthCall,
  isCollectorCall,
  isDecodable,
  isRedirectedByNext,
  isSessionCall,
  normalizeUrl,
} from "@/lib/http/url";
import { backgroundLogger, redirectConsole } from "@/lib/logger";
import { startLogMaintenance } from "@/lib/logs/retention/maintenance";
import { unknownKeyCounter } from "@/lib/logs/rollup/unknown-keys";
import { flushLogs } from "@/lib/logs/write/buffer";
import { endLiveStreams } from "@/lib/streams/open-streams";
import { second } from "@/lib/time";

/**
 * The production server. Its fast path calls the handlers of the API and of the collector without Next, which is
 * several times faster (npm run bench). Next answers everything else, or with FAST_PATH=off all requests.
 */
const { PORT, NEXTAUTH_URL, FAST_PATH, KEEP_ALIVE_SECONDS, DRAIN_SECONDS } = env();

redirectConsole();
// Next requests the target of an action's redirect from itself.
process.env.__NEXT_PRIVATE_ORIGIN = `http://localhost:${PORT}`;
// Next adds an `upgrade` listener to its server, after which Node answers no request with that header. This server never listens.
const app = next({ dev: false, dir: process.cwd(), port: PORT, httpServer: createServer() });
await app.prepare();
const buildFolder = process.env.NEXT_DIST_DIR ?? ".next";
const answerByNext = app.getRequestHandler();
const answerAction = guardServerActions(answerByNext, buildFolder);
const options = { errorHandler: respondWithError };
const answerByApi = getRequestListener(createApiRouter(catalog, unknownPath), options);
const answerByCollector = getRequestListener(collect, options);
const answerByFiles = serveStaticFiles(buildFolder, answerByNext);
const answerByTracker = serveFile("public/tracker.js", {
  ...trackerHeaders,
  "content-type": "text/javascript; charset=utf-8",
  "x-content-type-options": "nosniff",
});
const servePage = (path: string) => serveConstantPage(`http://localhost:${PORT}${path}`, answerByNext);
const publicPages = new Map([["/developers", servePage("/developers")]]);
const signedOutPages = new Map(
  ["/sign-in", "/sign-up", "/forgot-password", "/reset-password"].map((path) => [path, servePage(path)]),
);
const rejectByApi = (error: AppError) => getRequestListener(() => respondWithError(error));
const rejectHosts = rejectByApi(new AppError("bad_request", "Send a single header 'Host'."));
const apiMethods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
const pageMethods = new Set(["GET", "HEAD", "POST"]);
const allow = [...pageMethods].join(", ");
const rejectMethod = rejectWith(405, `Method not allowed. Allowed: ${allow}.`, { allow });
const rejectOrigin = rejectWith(403, "Only this site's own pages may send this request.");
const tunnelRejected = new AppError("method_not_allowed", "Tunnels are not supported.", {
  headers: { allow },
});
const limitPages = createPageLimit(rejectByApi);
const isHttps = NEXTAUTH_URL.startsWith("https:");

const listener = answerInTurn(respond);
// Node would answer requests without Host or with an unknown Expect itself, and not in JSON.
const server = createServer({ requireHostHeader: false }, listener);
limitIdleTime(server, { keepAlive: KEEP_ALIVE_SECONDS * second });
server.on("checkExpectation", listener);
server.on(
  "clientError",
  (error, socket) => void runInNewRequest(() => answerUnparsable(toClientError(error), socket)),
);
server.on("connect", (_, socket) => void runInNewRequest(() => answerUnparsable(tunnelRejected, socket)));
server.once("error", (error) => {
  backgroundLogger.fatal({ err: error, port: PORT }, "The server cannot listen on its port.");
  process.exit(1);
});
server.listen(PORT, () => process.send?.("ready"));
const upkeep = startLogMaintenance();
const applicationMaintenance = startApplicationMaintenance();
const computationWorker = startComputationWorker();
const emailSender = startEmailSender();
let isStopping = false;
process.on("SIGTERM", () => void shutDown(DRAIN_SECONDS * second));
// Ctrl-C has no load balancer to wait for.
for (const event of ["SIGINT", "disconnect"]) process.on(event, () => void shutDown(0));

function respond(request: IncomingMessage, response: ServerResponse): void {
  request.url = normalizeUrl(request.url ?? "/");
  setTrustedHeaders(request);
  // Load balancers request /api/health by HTTP/1.0, which needs no Host.
  if (request.httpVersion === "1.0") request.headers.host ||= "localhost";
  // Otherwise a busy client could keep its connection, and this process, open.
  if (isStopping) response.setHeader("connection", "close");
  if (isHttps) response.setHeader("strict-transport-security", "max-age=31536000");
  void runInNewRequest(() => chooseAnswer(request)(request, response));
}

/** Node would close the connection with an empty response. */
function toClientError(error: Error): AppError {
  return "code" in error && error.code === "HPE_HEADER_OVERFLOW"
    ? new AppError("headers_too_large", `URL and headers exceed ${maxHeaderSize.toLocaleString("en")} bytes.`)
    : new AppError("bad_request", "Invalid HTTP request, or timeout while reading it.");
}

async function answerUnparsable(error: AppError, socket: Duplex): Promise<void> {
  const response = await respondWithError(error);
  const body = await response.text();
  const head = [
    `HTTP/1.1 ${response.status} ${STATUS_CODES[response.status]}`,
    ...Array.from(response.headers, ([name, value]) => `${name}: ${value}`),
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ];
  if (socket.writable) socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy());
  else socket.destroy();
}

function chooseAnswer(request: IncomingMessage): RequestListener {
  const { url = "/", headers, method = "GET" } = request;
  // Next fails at "OPTIONS *".
  if (!headers.host || url === "*" || !isDecodable(url) || hasEncodedDots(url)) return answerByApi;
  if (countHosts(request) > 1) return rejectHosts;
  if (isApiCall(url)) {
    const isForApi = FAST_PATH || isRedirectedByNext(url) || !apiMethods.has(method);
    return isForApi ? answerByApi : answerByNext;
  }
  if (isCollectorCall(url)) return FAST_PATH ? answerByCollector : answerByNext;
  return choosePageAnswer(request);
}

function choosePageAnswer(request: IncomingMessage): RequestListener {
  const { method = "GET", url = "/" } = request;
  const rejectPastLimit = limitPages(request);
  if (rejectPastLimit) return rejectPastLimit;
  if (isSessionCall(url) && apiMethods.has(method)) return answerByNext;
  if (!pageMethods.has(method)) return rejectMethod;
  if (method !== "POST") return chooseConstantAnswer(request);
  if (isAuthCall(url)) return answerByNext;
  return acceptOrigin(request) ? answerAction : rejectOrigin;
}

function chooseConstantAnswer(request: IncomingMessage): RequestListener {
  const { url = "/", headers } = request;
  if (url.startsWith(staticPath)) return answerByFiles;
  if (/^\/tracker\.js(?:\?|$)/.test(url)) return answerByTracker;
  if (isFromRouter(request)) return answerByNext;
  return publicPages.get(url) ?? (headers.cookie ? undefined : signedOutPages.get(url)) ?? answerByNext;
}

/**
 * Answers the open requests, flushes buffers, and exits. Runs once: a supervisor and the parent process may both send
 * a signal.
 */
async function shutDown(drainTime: number): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  startDraining();
  await pause(drainTime);
  endLiveStreams();
  const forceClose = setTimeout(() => server.closeAllConnections(), 10 * second);
  // Responses that began before the shutdown keep their connections alive: close those once idle.
  const closeIdle = setInterval(() => server.closeIdleConnections(), second / 20);
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeIdleConnections();
  });
  clearInterval(closeIdle);
  clearTimeout(forceClose);
  const [lostRows] = await Promise.all([
    flushLogs(),
    websiteCounters.flush(),
    unknownKeyCounter.flush(),
    upkeep.stop(),
    applicationMaintenance.stop(),
    computationWorker.stop(),
    emailSender.stop(),
  ]);
  if (lostRows > 0) backgroundLogger.error({ rows: lostRows }, "Rows of the request log are lost.");
  await app.close();
  await Promise.all([pool.end(), lookups.end()]);
  process.exit(0);
}
