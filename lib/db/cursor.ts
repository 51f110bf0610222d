import { createHmac, timingSafeEqual } from "node:crypto";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";

const signatureBytes = 16;

/**
 * Encodes the position of a page's last row, signed together with the list and its filters. The position is readable: it
 * has only values of the row.
 */
export function writeCursor(list: unknown, position: readonly unknown[]): string {
  const payload = JSON.stringify(position);
  return Buffer.concat([sign(list, payload), Buffer.from(payload)]).toString("base64url");
}

/** Decodes a cursor of this list. Throws for any other. */
export function readCursor(list: unknown, cursor: string): unknown[] {
  const bytes = Buffer.from(cursor, "base64url");
  const signature = bytes.subarray(0, signatureBytes);
  const payload = bytes.toString("utf8", signatureBytes);
  // Decoding skips characters that are not base64url: encode again to compare.
  const isIntact = bytes.toString("base64url") === cursor && signature.length === signatureBytes;
  if (!isIntact || !timingSafeEqual(signature, sign(list, payload))) throw invalidCursor();
  return JSON.parse(payload);
}

function sign(list: unknown, payload: string): Buffer {
  return createHmac("sha256", env().NEXTAUTH_SECRET)
    .update(JSON.stringify(["cursor", list, payload]))
    .digest()
    .subarray(0, signatureBytes);
}

function invalidCursor(): AppError {
  return new AppError("bad_request", "Invalid request. See 'errors'.", {
    issues: [
      {
        in: "query",
        path: "cursor",
        message: "Invalid cursor. Send 'page.next' of the same list and filters.",
      },
    ],
  });
}
