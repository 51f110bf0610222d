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
import { createApiRouter } from "@/lib/api/router";
import { respondWithError } from "@/lib/api/unparsable-request";
import { collect } from "@/lib/collector/collect";
import { tallies } from "@/lib/collector/tally";
import { lookups } from "@/lib/db/lookups";
import { pool } from "@/lib/db/pool";
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
  isLogCall,
  isRedirectedByNext,
  normalizeUrl,
} from "@/lib/http/url";
import { backgroundLogger, redirectConsole } from "@/lib/logger";
import { endLiveStreams } from "@/lib/logs/open-streams";
import { startLogMaintenance } from "@/lib/logs/retention/maintenance";
import { unknownKeyCounter } from "@/lib/logs/rollup/unknown-keys";
import { flushLogs } from "@/lib/logs/write/buffer";
import { second } from "@/lib/time";

/**
 * The production front door. Calls of the API and what websites send go straight to their handlers, several times
 * faster than through Next (tests/bench); everything else goes to Next. With FRONT_DOOR=off everything does.
 */
const { PORT, NEXTAUTH_URL, FRONT_DOOR, KEEP_ALIVE_SECONDS, DRAIN_SECONDS } = env();

redirectConsole();
// Next renders the target of an action's redirect by a request to itself.
process.env.__NEXT_PRIVATE_ORIGIN = `http://localhost:${PORT}`;
// Next listens to `upgrade` on its server, and Node then answers no request that has the header. This one never opens.
const app = next({ dev: false, dir: process.cwd(), port: PORT, httpServer: createServer() });
await app.prepare();
const buildFolder = process.env.NEXT_DIST_DIR ?? ".next";
const answerByNext = app.getRequestHandler();
const answerAction = guardServerActions(answerByNext, buildFolder);
const onUnread = { errorHandler: respondWithError };
const answerByApi = getRequestListener(createApiRouter(catalog, unknownPath), onUnread);
const answerByCollector = getRequestListener(collect, onUnread);
const answerByFiles = serveStaticFiles(buildFolder, answerByNext);
const answerByTracker = serveFile("public/tracker.js", {
  ...trackerHeaders,
  "content-type": "text/javascript; charset=utf-8",
  "x-content-type-options": "nosniff",
});
const servePage = (path: string) => serveConstantPage(`http://localhost:${PORT}${path}`, answerByNext);
const pagesOfEverybody = new Map([["/developers", servePage("/developers")]]);
const pagesOfStrangers = new Map(["/sign-in", "/sign-up"].map((path) => [path, servePage(path)]));
const rejectHosts = getRequestListener(() =>
  respondWithError(new AppError("bad_request", "Send one header 'Host', not several.")),
);
const apiMethods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
const pageMethods = new Set(["GET", "HEAD", "POST"]);
const allow = [...pageMethods].join(", ");
const rejectMethod = rejectWith(405, `This path takes the methods ${allow}.`, { allow });
const rejectOrigin = rejectWith(403, "Only this site's own pages may send this.");
const noTunnel = new AppError("method_not_allowed", "This server opens no tunnels.", { headers: { allow } });
const limitPages = createPageLimit();
const isHttps = NEXTAUTH_URL.startsWith("https:");

const listener = answerInTurn(respond);
// Without a Host, and with an Expect that it does not know, Node would answer by itself, and not in JSON.
const server = createServer({ requireHostHeader: false }, listener);
limitIdleTime(server, { keepAlive: KEEP_ALIVE_SECONDS * second });
server.on("checkExpectation", listener);
server.on(
  "clientError",
  (error, socket) => void runInNewRequest(() => answerUnparsed(toClientError(error), socket)),
);
server.on("connect", (_, socket) => void runInNewRequest(() => answerUnparsed(noTunnel, socket)));
server.once("error", (error) => {
  backgroundLogger.fatal({ err: error, port: PORT }, "The server cannot listen on its port.");
  process.exit(1);
});
server.listen(PORT, () => process.send?.("ready"));
const upkeep = startLogMaintenance();
let isStopping = false;
process.on("SIGTERM", () => void shutDown(DRAIN_SECONDS * second));
// A person who presses Ctrl-C has no load balancer to wait for.
for (const event of ["SIGINT", "disconnect"]) process.on(event, () => void shutDown(0));

function respond(request: IncomingMessage, response: ServerResponse): void {
  request.url = normalizeUrl(request.url ?? "/");
  setTrustedHeaders(request);
  // HTTP/1.0 needs no Host, and load balancers ask for /api/health without one.
  if (request.httpVersion === "1.0") request.headers.host ||= "localhost";
  // Else a client that never pauses would keep its connection, and this process, for as long as it likes.
  if (isStopping) response.setHeader("connection", "close");
  if (isHttps) response.setHeader("strict-transport-security", "max-age=31536000");
  void runInNewRequest(() => chooseAnswer(request)(request, response));
}

/** Bytes that are no HTTP, or headers without end: Node would close the connection with an empty answer. */
function toClientError(error: Error): AppError {
  return "code" in error && error.code === "HPE_HEADER_OVERFLOW"
    ? new AppError(
        "headers_too_large",
        `The URL and the headers may have ${maxHeaderSize.toLocaleString("en")} bytes together.`,
      )
    : new AppError("bad_request", "This is no valid HTTP request, or it did not arrive in time.");
}

async function answerUnparsed(error: AppError, socket: Duplex): Promise<void> {
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
  // "OPTIONS *" asks for no path, which Next takes for a mistake of its own.
  if (!headers.host || url === "*" || !isDecodable(url) || hasEncodedDots(url)) return answerByApi;
  if (countHosts(request) > 1) return rejectHosts;
  if (isApiCall(url)) {
    const isForApi = FRONT_DOOR || isRedirectedByNext(url) || !apiMethods.has(method);
    return isForApi ? answerByApi : answerByNext;
  }
  if (isCollectorCall(url)) return FRONT_DOOR ? answerByCollector : answerByNext;
  return choosePageAnswer(request);
}

function choosePageAnswer(request: IncomingMessage): RequestListener {
  const { method = "GET", url = "/" } = request;
  const rejectPastLimit = limitPages(request);
  if (rejectPastLimit) return rejectPastLimit;
  if (isLogCall(url) && apiMethods.has(method)) return answerByNext;
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
  return (
    pagesOfEverybody.get(url) ?? (headers.cookie ? undefined : pagesOfStrangers.get(url)) ?? answerByNext
  );
}

/**
 * Answers what has come, writes what was logged, and ends. Once, however often it is told: a supervisor may tell each
 * process, and the one that started this one tells it too.
 */
async function shutDown(drainTime: number): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  startDraining();
  await pause(drainTime);
  endLiveStreams();
  const patience = setTimeout(() => server.closeAllConnections(), 10 * second);
  // A connection whose answer began before the shutdown stays open for its client's next request: close it when idle.
  const closing = setInterval(() => server.closeIdleConnections(), second / 20);
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeIdleConnections();
  });
  clearInterval(closing);
  clearTimeout(patience);
  const [unlogged] = await Promise.all([
    flushLogs(),
    tallies.flush(),
    unknownKeyCounter.flush(),
    upkeep.stop(),
  ]);
  if (unlogged > 0) backgroundLogger.error({ rows: unlogged }, "Rows of the request log are lost.");
  await app.close();
  await Promise.all([pool.end(), lookups.end()]);
  process.exit(0);
}
