import { AppError } from "@/lib/errors";

/** Bytes a request body may have. */
export const maxBodyBytes = 1_048_576;

export const noBody = Buffer.alloc(0);

/** The body, byte by byte. Stops reading at the limit, whatever Content-Length promised. */
export async function readBody(request: Request, most = maxBodyBytes): Promise<Buffer> {
  // Asked before the body is touched: the server skips a body that nobody has begun to read, and keeps the connection.
  if (Number(request.headers.get("content-length")) > most) throw tooLarge(most);
  if (request.method === "GET" || request.method === "HEAD" || !request.body) return noBody;
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
      length += chunk.byteLength;
      if (length > most) throw tooLarge(most);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    // A client that hangs up is no mistake of ours.
    throw new AppError("bad_request", "The body is incomplete.");
  }
  return Buffer.concat(chunks, length);
}

function tooLarge(most: number): AppError {
  return new AppError("payload_too_large", `The body exceeds ${most.toLocaleString("en")} bytes.`);
}
