import { AppError } from "@/lib/errors";

export const maxBodyBytes = 1_048_576;

export const noBody = Buffer.alloc(0);

/** Reads the body. Stops at the limit, even if Content-Length was smaller. */
export async function readBody(request: Request, maxBytes = maxBodyBytes): Promise<Buffer> {
  // Before reading: the server skips an unread body and keeps the connection.
  if (Number(request.headers.get("content-length")) > maxBytes) throw tooLarge(maxBytes);
  if (request.method === "GET" || request.method === "HEAD" || !request.body) return noBody;
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
    // The client closed the connection: not an unexpected error.
    throw new AppError("bad_request", "The body is incomplete.");
  }
  return Buffer.concat(chunks, length);
}

function tooLarge(maxBytes: number): AppError {
  return new AppError("payload_too_large", `The body exceeds ${maxBytes.toLocaleString("en")} bytes.`);
}
