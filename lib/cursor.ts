import { createHmac, timingSafeEqual } from "node:crypto";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";

const signatureBytes = 16;

/**
 * Where a list goes on: the position of the last row that was shown, signed together with the list that it is in.
 * There is nothing in it that the rows themselves do not tell, and nothing that is not ours can be read from it.
 */
export function writeCursor(list: unknown, position: readonly unknown[]): string {
  const place = JSON.stringify(position);
  return Buffer.concat([sign(list, place), Buffer.from(place)]).toString("base64url");
}

/** The position that a cursor of this very list stands for. Every other cursor is refused. */
export function readCursor(list: unknown, cursor: string): unknown[] {
  const bytes = Buffer.from(cursor, "base64url");
  const signature = bytes.subarray(0, signatureBytes);
  const place = bytes.toString("utf8", signatureBytes);
  // Decoding passes over characters that are not base64url: only what reads back the same was not touched.
  const untouched = bytes.toString("base64url") === cursor && signature.length === signatureBytes;
  if (!untouched || !timingSafeEqual(signature, sign(list, place))) throw notOfThisList();
  return JSON.parse(place);
}

function sign(list: unknown, place: string): Buffer {
  return createHmac("sha256", env().NEXTAUTH_SECRET)
    .update(JSON.stringify(["cursor", list, place]))
    .digest()
    .subarray(0, signatureBytes);
}

function notOfThisList(): AppError {
  const message =
    "This cursor is not of this list with these filters. Take 'page.next' of the page before, or leave it out.";
  return new AppError("bad_request", "The request is not valid. See 'errors' for what to change.", {
    issues: [{ in: "query", path: "cursor", message }],
  });
}
