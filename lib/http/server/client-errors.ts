import { maxHeaderSize, type Server, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { AppError } from "@/lib/errors";

const tunnelRejected = new AppError("method_not_allowed", "Tunnels are not supported.", {
  headers: { allow: "GET, HEAD, POST" },
});

/** Answers unparsable bytes and tunnels, which reach no handler. Node would close the connection with an empty response. */
export function answerClientErrors(
  server: Server,
  respondWithError: (error: unknown) => Promise<Response>,
): void {
  const answer = async (error: AppError, socket: Duplex) => write(await respondWithError(error), socket);
  server.on("clientError", (error, socket) => void answer(toClientError(error), socket));
  server.on("connect", (_, socket) => void answer(tunnelRejected, socket));
}

function toClientError(error: Error): AppError {
  return "code" in error && error.code === "HPE_HEADER_OVERFLOW"
    ? new AppError("headers_too_large", `URL and headers exceed ${maxHeaderSize.toLocaleString("en")} bytes.`)
    : new AppError("bad_request", "Invalid HTTP request, or timeout while reading it.");
}

async function write(response: Response, socket: Duplex): Promise<void> {
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
