import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { AppError } from "@/lib/errors";

export const maxBodyBytes = 1_048_576;

export const noBody = Buffer.alloc(0);

/** Node's request, on the fast path: the body of a Request costs more than parsing it. */
type IncomingBody = Readable & Partial<Pick<IncomingMessage, "complete">>;

/** Reads the body. Stops at the limit, even if Content-Length was smaller. Does not wait for a body that has arrived. */
export function readBody(
  request: Request,
  maxBytes = maxBodyBytes,
  incoming?: IncomingBody,
): Buffer | Promise<Buffer> {
  // Before reading: the server skips an unread body and keeps the connection.
  if (Number(request.headers.get("content-length")) > maxBytes) throw tooLarge(maxBytes);
  if (request.method === "GET" || request.method === "HEAD") return noBody;
  if (incoming) return readArrived(incoming, maxBytes) ?? readIncoming(incoming, maxBytes);
  return readStream(request, maxBytes);
}

async function readStream(request: Request, maxBytes: number): Promise<Buffer> {
  if (!request.body) return noBody;
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
      length += chunk.byteLength;
      if (length > maxBytes) throw tooLarge(maxBytes);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw incomplete();
  }
  return Buffer.concat(chunks, length);
}

/** Undefined if the body has not arrived completely. */
function readArrived(incoming: IncomingBody, maxBytes: number): Buffer | undefined {
  if (!incoming.complete || incoming.destroyed) return undefined;
  const body: Buffer = incoming.read() ?? noBody;
  if (body.length > maxBytes) throw tooLarge(maxBytes);
  return body;
}

function readIncoming(incoming: Readable, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const stop = () => {
      incoming.off("data", add).off("end", end).off("error", fail).off("close", fail);
    };
    const add = (chunk: Buffer) => {
      length += chunk.length;
      chunks.push(chunk);
      if (length <= maxBytes) return;
      stop();
      incoming.pause();
      reject(tooLarge(maxBytes));
    };
    const end = () => {
      stop();
      resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, length));
    };
    const fail = () => {
      stop();
      reject(incomplete());
    };
    // An aborted request emits no further event.
    if (incoming.destroyed) return fail();
    incoming.on("data", add).on("end", end).on("error", fail).on("close", fail);
  });
}

/** The client closed the connection: not an unexpected error. */
function incomplete(): AppError {
  return new AppError("bad_request", "The body is incomplete.");
}

function tooLarge(maxBytes: number): AppError {
  return new AppError("payload_too_large", `The body exceeds ${maxBytes.toLocaleString("en")} bytes.`);
}
