import {
  createServer,
  type IncomingMessage,
  maxHeaderSize,
  type ServerResponse,
  STATUS_CODES,
} from "node:http";
import type { Duplex } from "node:stream";
import { getRequestListener } from "@hono/node-server";
import next from "next";
import { GET as unknownPath } from "@/app/api/[...unknown]/route";
import { catalog } from "@/app/api/catalog";
import { createApiRouter } from "@/lib/api/router";
import { tidyUrl } from "@/lib/api/tidy-url";
import { answerUnread } from "@/lib/api/unread";
import { collect } from "@/lib/collector/collect";
import { tallies } from "@/lib/collector/tally";
import { lookups } from "@/lib/db/lookups";
import { pool } from "@/lib/db/pool";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { flushLogs } from "@/lib/logs/buffer";
import { endStreams } from "@/lib/logs/open-streams";
import { unknownKeys } from "@/lib/logs/unknown-keys";
import { startUpkeep } from "@/lib/logs/upkeep";
import { second } from "@/lib/time";

/**
 * The production front door. Calls of the API and what websites send go straight to their handlers, several times
 * faster than through Next (tests/bench); everything else goes to Next. With FRONT_DOOR=off everything does.
 */
const { PORT, TRUST_PROXY, FRONT_DOOR } = env();

const app = next({ dev: false, dir: process.cwd() });
await app.prepare();
const answerByNext = app.getRequestHandler();
const onUnread = { errorHandler: answerUnread };
const answerByApi = getRequestListener(createApiRouter(catalog, unknownPath), onUnread);
const answerByCollector = getRequestListener(collect, onUnread);

// Without a Host, and with an Expect that it does not know, Node would answer by itself, and not in JSON.
const server = createServer({ requireHostHeader: false }, respond);
server.on("checkExpectation", respond);
server.on("clientError", (error, socket) => void answerUnparsed(error, socket));
server.once("error", (error) => {
  console.error(`The server cannot listen on port ${PORT}: ${error.message}`);
  process.exit(1);
});
server.listen(PORT, () => process.send?.("ready"));
const upkeep = startUpkeep();
let isStopping = false;
for (const event of ["SIGINT", "SIGTERM", "disconnect"]) process.on(event, () => void shutDown());

function respond(request: IncomingMessage, response: ServerResponse): void {
  request.url = tidyUrl(request.url ?? "/");
  stampClientAddress(request);
  // HTTP/1.0 needs no Host, and load balancers ask for /api/health without one.
  if (request.httpVersion === "1.0") request.headers.host ||= "localhost";
  // Else a client that never pauses would keep its connection, and this process, for as long as it likes.
  if (!server.listening) response.setHeader("connection", "close");
  void chooseAnswer(request)(request, response);
}

/** Bytes that are no HTTP, or headers without end: Node would close the connection with an empty answer. */
async function answerUnparsed(error: Error, socket: Duplex): Promise<void> {
  const response = await answerUnread(
    "code" in error && error.code === "HPE_HEADER_OVERFLOW"
      ? new AppError(
          "headers_too_large",
          `The URL and the headers may have ${maxHeaderSize.toLocaleString("en")} bytes together.`,
        )
      : new AppError("bad_request", "This is no valid HTTP request, or it did not arrive in time."),
  );
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

function chooseAnswer({ url = "/", headers }: IncomingMessage) {
  // "OPTIONS *" asks for no path, which Next takes for a mistake of its own.
  if (!headers.host || url === "*" || !isDecodable(url)) return answerByApi;
  if (isApiCall(url) && (FRONT_DOOR || isRedirected(url))) return answerByApi;
  return FRONT_DOOR && isCollectorCall(url) ? answerByCollector : answerByNext;
}

function isApiCall(url: string): boolean {
  // HTTP allows a complete URL in place of the path. What a session opens is Next's: signing in, and the log.
  return /^(?:https?:\/\/[^/?#]*)?\/api(?!\/auth(?:[/?]|$)|\/logs(?:\/live)?(?:\?|$))(?:[/?]|$)/.test(url);
}

function isCollectorCall(url: string): boolean {
  return /^(?:https?:\/\/[^/?#]*)?\/collect(?:\?|$)/.test(url);
}

/** Next sends whoever asks for a path with empty parts elsewhere, and takes "/api" for a workspace. The API has neither. */
function isRedirected(url: string): boolean {
  return /\\|\/\/|^\/api$/.test(url.split("?", 1)[0] ?? "");
}

/** Next fails at a path whose percent-encoding is broken. The API knows that there is nothing at it. */
function isDecodable(url: string): boolean {
  try {
    return decodeURI(url.split("?", 1)[0] ?? "") !== "";
  } catch {
    return false;
  }
}

/** Puts the one address that we trust in place of whatever the client claims. See lib/api/client-address.ts. */
function stampClientAddress(request: IncomingMessage): void {
  const { headers, rawHeaders } = request;
  const claimed = headers["x-forwarded-for"] === undefined ? undefined : String(headers["x-forwarded-for"]);
  if (claimed !== undefined) {
    const kept = rawHeaders.filter((_, i) => rawHeaders[i - (i % 2)]?.toLowerCase() !== "x-forwarded-for");
    rawHeaders.splice(0, rawHeaders.length, ...kept);
  }
  const nearest = claimed?.split(",").at(-1)?.trim();
  const address = (TRUST_PROXY && nearest) || request.socket.remoteAddress || "unknown";
  headers["x-forwarded-for"] = address;
  rawHeaders.push("x-forwarded-for", address);
}

/**
 * Answers what has come, writes what was logged, and ends. Once, however often it is told: a supervisor may tell each
 * process, and the one that started this one tells it too.
 */
async function shutDown(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  endStreams();
  const patience = setTimeout(() => server.closeAllConnections(), 10 * second);
  // A connection whose answer began before the shutdown stays open for its client's next request: close it when idle.
  const closing = setInterval(() => server.closeIdleConnections(), second / 20);
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeIdleConnections();
  });
  clearInterval(closing);
  clearTimeout(patience);
  const [unlogged] = await Promise.all([flushLogs(), tallies.flush(), unknownKeys.flush(), upkeep.stop()]);
  if (unlogged > 0) console.error(`request log: ${unlogged} rows are lost: the database did not take them`);
  await app.close();
  await Promise.all([pool.end(), lookups.end()]);
  process.exit(0);
}
