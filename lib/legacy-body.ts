import { z } from "zod";

type Body = Record<string, unknown>;

/**
 * Also accepts the undocumented body of SDKs before version 3 (Python: 2), which has `userId` or `accountId` beside the
 * other fields in place of `identification`.
 */
export function acceptLegacyBody<Schema extends z.ZodType>(schema: Schema, update: (body: Body) => Body) {
  return z.preprocess((body) => (isLegacy(body) ? update(body) : body), schema);
}

function isLegacy(body: unknown): body is Body {
  if (typeof body !== "object" || body === null || "identification" in body) return false;
  return "userId" in body || "accountId" in body;
}
