import { z } from "zod";

type Body = Record<string, unknown>;

/**
 * Takes a body as the SDKs sent it before their version 3 (Python's before 2) as well: what names a user or an account
 * stood beside the rest there, without an `identification`. Nobody is told of it.
 */
export function acceptLegacyBody<Schema extends z.ZodType>(schema: Schema, update: (body: Body) => Body) {
  return z.preprocess((body) => (isOlder(body) ? update(body) : body), schema);
}

function isOlder(body: unknown): body is Body {
  if (typeof body !== "object" || body === null || "identification" in body) return false;
  return "userId" in body || "accountId" in body;
}
