import "server-only";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { AppError } from "@/lib/errors";
import { readBody } from "@/lib/http/body";

/** Bytes of a request after inflating. */
export const maxRequestBytes = 4 * 1_048_576;

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
