import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { Permission } from "@/lib/auth/permissions";
import { coalesce } from "@/lib/coalesce";
import { keyPool } from "@/lib/db/pool";
import { AppError } from "@/lib/errors";
import { isWellFormedKey } from "@/lib/keys/schema";
import { hashKey } from "@/lib/keys/secret";
import { singleton } from "@/lib/singleton";

/** Whose key a call came with. */
export type Caller = {
  workspaceId: WorkspaceId;
  workspaceName: string;
  applicationId: string;
  applicationName: string;
  apiKeyId: string;
  permissions: readonly Permission[];
};

/** A refused call still has a caller where its key is, or was, somebody's: it belongs into their log. */
export type Authentication = { caller: Caller; refusal?: AppError } | { caller?: never; refusal: AppError };

/** Finds out who calls, as of now: a key that was disabled, regenerated or deleted before the call is refused. */
export async function authenticate(headers: Headers): Promise<Authentication> {
  const key = presentedKey(headers);
  if (!key) {
    return refuse("unauthorized", "This call has no API key. Send one in the header 'x-api-key'.");
  }
  if (!isWellFormedKey(key)) {
    return refuse(
      "unauthorized",
      "This is not a valid API key. Copy the whole key again: a character is missing or mistyped.",
    );
  }
  const found = await findKey(hashKey(key));
  if (!found) return refuse("unauthorized", notValid);
  const caller: Caller = {
    workspaceId: found.workspaceId as WorkspaceId,
    workspaceName: found.workspaceName,
    applicationId: found.applicationId,
    applicationName: found.applicationName,
    apiKeyId: found.apiKeyId,
    permissions: found.permissions,
  };
  if (found.revoked) return { caller, ...refuse("unauthorized", notValid) };
  if (!found.enabled) {
    return {
      caller,
      ...refuse("key_disabled", "This API key is disabled. Enable its application in Settings → API access."),
    };
  }
  return { caller };
}

// A key that never was and one that was revoked read the same: what is gone is nobody's business.
const notValid =
  "This API key is not valid, or no longer. Create or regenerate one in Settings → API access.";

function refuse(code: "unauthorized" | "key_disabled", message: string) {
  return { refusal: new AppError(code, message) };
}

function presentedKey(headers: Headers): string | undefined {
  const key = headers.get("x-api-key")?.trim();
  if (key) return key;
  return headers.get("authorization")?.match(/^Bearer +(\S+) *$/i)?.[1];
}

type KeyRow = Omit<Caller, "workspaceId"> & {
  workspaceId: string;
  hash: string;
  enabled: boolean;
  revoked: boolean;
};

const findKey = singleton("key lookup", () =>
  coalesce(async (hashes: string[]) => {
    const { rows } = await keyPool.query<KeyRow>({
      name: "find-keys",
      text: `
        SELECT encode(k."hash", 'hex') AS "hash", k."workspaceId", k."applicationId", k."id" AS "apiKeyId",
               k."revokedAt" IS NOT NULL AS "revoked", a."enabled", a."permissions",
               a."name" AS "applicationName", w."name" AS "workspaceName"
        FROM "ApiKey" k
        JOIN "Application" a ON a."workspaceId" = k."workspaceId" AND a."id" = k."applicationId"
        JOIN "Workspace" w ON w."id" = k."workspaceId"
        WHERE k."hash" = ANY($1::bytea[])`,
      values: [hashes.map((hash) => `\\x${hash}`)],
    });
    return new Map(rows.map((row) => [row.hash, row]));
  }),
);
