import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { Permission } from "@/lib/auth/permissions";
import { AppError } from "@/lib/errors";
import { toUnavailableError } from "@/lib/http/unexpected-error";
import { findKey, type KeyRow, recallKey } from "@/lib/keys/queries";
import { isWellFormedKey } from "@/lib/keys/schema";
import { hashKey } from "@/lib/keys/secret";

/** Whose key a call came with. */
export type Caller = {
  workspaceId: WorkspaceId;
  applicationId: string;
  apiKeyId: string;
  permissions: readonly Permission[];
};

/** A refused call still has a caller where its key is, or was, somebody's: it belongs into their log. */
export type Authentication = { caller: Caller; refusal?: AppError } | { caller?: never; refusal: AppError };

/** Finds out who calls, as of now: a key that was disabled, regenerated or deleted before the call is refused. */
export async function authenticate(headers: Headers): Promise<Authentication> {
  const key = readApiKey(headers);
  if (!key) {
    return refuse("unauthorized", "This call has no API key. Send one in the header 'x-api-key'.");
  }
  if (!isWellFormedKey(key)) {
    return refuse(
      "unauthorized",
      "This is not a valid API key. Copy the whole key again: a character is missing or mistyped.",
    );
  }
  const hash = hashKey(key);
  try {
    return judge(await findKey(hash));
  } catch (error) {
    return refuseKnown(hash, error);
  }
}

function judge(found: KeyRow | undefined): Authentication {
  if (!found) return refuse("unauthorized", notValid);
  const caller = toCaller(found);
  if (found.revoked) return { caller, ...refuse("unauthorized", notValid) };
  if (!found.enabled) {
    return {
      caller,
      ...refuse("key_disabled", "This API key is disabled. Enable its application in Settings → API access."),
    };
  }
  return { caller };
}

/** While the database is away nobody is let in, but the log of the application whose key it is has each try. */
function refuseKnown(hash: string, error: unknown): Authentication {
  const known = recallKey(hash);
  const refusal = toUnavailableError(error);
  if (!known || !refusal) throw error;
  return { caller: toCaller(known), refusal };
}

function toCaller(key: KeyRow): Caller {
  return {
    workspaceId: key.workspaceId as WorkspaceId,
    applicationId: key.applicationId,
    apiKeyId: key.apiKeyId,
    permissions: key.permissions,
  };
}

// A key that never was and one that was revoked read the same: what is gone is nobody's business.
const notValid =
  "This API key is not valid, or no longer. Create or regenerate one in Settings → API access.";

function refuse(code: "unauthorized" | "key_disabled", message: string) {
  return { refusal: new AppError(code, message) };
}

/** The key that a call came with, good or not. */
export function readApiKey(headers: Headers): string | undefined {
  const key = headers.get("x-api-key")?.trim();
  if (key) return key;
  return headers.get("authorization")?.match(/^Bearer +(\S+) *$/i)?.[1];
}
