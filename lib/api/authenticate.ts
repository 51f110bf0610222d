import "server-only";
import { AppError, type ErrorCode } from "@/lib/errors";
import { toUnavailableError } from "@/lib/http/unexpected-error";
import { findKey, findStaleKey, type KeyRow } from "@/lib/keys/queries";
import { isWellFormedKey } from "@/lib/keys/schema";
import { hashKey } from "@/lib/keys/secret";

/** The owner of a call's API key. */
export type Caller = Pick<
  KeyRow,
  "workspaceId" | "applicationId" | "apiKeyId" | "permissions" | "callsPerMinute" | "observed"
>;

/** A disabled, expired, restricted or revoked key still has a caller, whose log shows the rejected call. */
export type Authentication =
  | { caller: Caller; rejection?: AppError }
  | { caller?: never; rejection: AppError };

/** The hash of the key that a request has, or why it has none. */
export type SentKey = { hash: string; rejection?: never } | { hash?: never; rejection: AppError };

export function readSentKey(headers: Headers): SentKey {
  const key = readApiKey(headers);
  if (!key) return reject("unauthorized", "Missing API key. Send it in the header 'x-api-key'.");
  if (!isWellFormedKey(key)) {
    return reject("unauthorized", "Malformed API key. Copy the whole key again.");
  }
  return { hash: hashKey(key) };
}

/** Checks the key of a request. What revokes a key or restricts it takes effect on the next call. */
export async function authenticate({ hash, rejection }: SentKey, ipAddress: string): Promise<Authentication> {
  if (rejection) return { rejection };
  try {
    return toAuthentication(await findKey(hash), performance.now(), ipAddress);
  } catch (error) {
    return rejectUnavailable(hash, error);
  }
}

/** `now` is by `performance.now()`. A key works until the millisecond before it is revoked or expires. */
export function toAuthentication(key: KeyRow | undefined, now: number, ipAddress: string): Authentication {
  if (!key) return reject("unauthorized", invalidKey);
  const caller: Caller = key;
  if (now >= key.revokedAt) return { caller, ...reject("unauthorized", invalidKey) };
  if (now >= key.expiresAt) {
    return {
      caller,
      ...reject("key_expired", "This API key has expired. Regenerate it in Settings → API access."),
    };
  }
  if (!key.enabled) {
    return {
      caller,
      ...reject("key_disabled", "This API key is disabled. Enable its application in Settings → API access."),
    };
  }
  if (!key.allowsIp(ipAddress)) {
    return {
      caller,
      ...reject(
        "ip_not_allowed",
        `The IP address ${ipAddress} may not use this key. Allow it in Settings → API access.`,
      ),
    };
  }
  return { caller };
}

/** Without a database every call is rejected. Keys that were used before still log their calls. */
function rejectUnavailable(hash: string, error: unknown): Authentication {
  const known = findStaleKey(hash);
  const rejection = toUnavailableError(error);
  if (!known || !rejection) throw error;
  return { caller: known, rejection };
}

// Unknown and revoked keys get the same message: it must not tell whether a key ever existed.
const invalidKey = "Invalid or revoked API key. Create or regenerate one in Settings → API access.";

function reject(code: ErrorCode, message: string) {
  return { rejection: new AppError(code, message) };
}

/** The key of a request, valid or not. */
export function readApiKey(headers: Headers): string | undefined {
  const key = headers.get("x-api-key")?.trim();
  if (key) return key;
  return headers.get("authorization")?.match(/^Bearer +(\S+) *$/i)?.[1];
}
