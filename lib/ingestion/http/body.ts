import "server-only";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { AppError } from "@/lib/errors";
import { readBody } from "@/lib/http/body";
import { singleton } from "@/lib/singleton";
import { second, sleep } from "@/lib/time";

/** Bytes of a request after inflating. */
export const maxRequestBytes = 4 * 1_048_576;

/** Bodies that are read before their key is known, and may take `maxRequestBytes` each: together, and of one client. */
const maxUnknownBodies = 128;
const maxUnknownBodiesOfClient = 16;
const maxUnknownBodyTime = 10 * second;
const unknownBodies = singleton("bodies without a key", () => ({
  total: 0,
  byClient: new Map<string, number>(),
}));

/**
 * Reads a body of any content type, inflated if it is gzip. Stops inflating at the limit. `incoming` is Node's request, on
 * the fast path.
 */
export async function readMessageBytes(request: Request, incoming: Readable | undefined): Promise<Buffer> {
  const [encoding, ...others] = readEncodings(request.headers);
  if (encoding === undefined) return readBody(request, maxRequestBytes, incoming);
  if (others.length > 0 || (encoding !== "gzip" && encoding !== "x-gzip"))
    throw new AppError(
      "unsupported_media_type",
      "Send the body uncompressed or with 'Content-Encoding: gzip'.",
    );
  const compressed = incoming ?? (request.body && Readable.fromWeb(request.body as never));
  return compressed ? inflate(request, compressed) : Buffer.alloc(0);
}

/** Without "identity", which proxies add to the header and changes nothing. */
function readEncodings(headers: Headers): string[] {
  const names = (headers.get("content-encoding") ?? "").toLowerCase().split(",");
  return names.map((name) => name.trim()).filter((name) => name !== "" && name !== "identity");
}

/** The same for a request whose key stands in its body: a few at a time, because anyone can send them. */
export async function readUnknownBytes(
  client: string,
  request: Request,
  incoming: Readable | undefined,
): Promise<Buffer> {
  const { byClient } = unknownBodies;
  const open = byClient.get(client) ?? 0;
  if (unknownBodies.total >= maxUnknownBodies || open >= maxUnknownBodiesOfClient)
    throw retryLater("Too many concurrent requests without a write key in their headers.");
  unknownBodies.total += 1;
  byClient.set(client, open + 1);
  const timeout = new AbortController();
  try {
    return await Promise.race([
      readMessageBytes(request, incoming),
      rejectAfter(maxUnknownBodyTime, timeout.signal),
    ]);
  } finally {
    timeout.abort();
    unknownBodies.total -= 1;
    const left = (byClient.get(client) ?? 1) - 1;
    if (left === 0) byClient.delete(client);
    else byClient.set(client, left);
  }
}

async function rejectAfter(milliseconds: number, signal: AbortSignal): Promise<never> {
  await sleep(milliseconds, signal);
  throw retryLater("The body took too long to arrive.");
}

function retryLater(problem: string): AppError {
  return new AppError("unavailable", `${problem} Retry in a second.`, { headers: { "retry-after": "1" } });
}

async function inflate(request: Request, compressed: Readable): Promise<Buffer> {
  const gunzip = createGunzip();
  let isInvalid = false;
  gunzip.on("error", () => {
    isInvalid = true;
  });
  // A client that closes the connection leaves the stream without an end.
  compressed.once("close", () => {
    if (!compressed.readableEnded) gunzip.destroy();
  });
  compressed.pipe(gunzip);
  try {
    return await readBody(request, maxRequestBytes, gunzip);
  } catch (error) {
    if (isInvalid) throw new AppError("bad_request", "The body is not valid gzip.");
    throw error;
  } finally {
    compressed.unpipe(gunzip);
    gunzip.destroy();
    compressed.resume();
  }
}
