import "server-only";
import { type Caller, toAuthentication } from "@/lib/api/authenticate";
import { AppError } from "@/lib/errors";
import type { MessageSource } from "@/lib/ingestion/message-source";
import { type ConnectorSettings, findSendingConnector } from "@/lib/ingestion/queries";
import { writeKeyPrefix } from "@/lib/keys/mask";
import { findKey } from "@/lib/keys/queries";
import { isWellFormedKey } from "@/lib/keys/schema";
import { hashKey } from "@/lib/keys/secret";

/** `connector` for a write key, `caller` for an API key. */
export type Sender =
  | { source: MessageSource; connector: ConnectorSettings; caller?: never }
  | { source: MessageSource; connector?: never; caller: Caller };

/** The write key of the header `Authorization`; undefined if the header has none. The colon after it is optional. */
export function readBasicKey(headers: Headers): string | undefined {
  const authorization = headers.get("authorization");
  if (!authorization) return undefined;
  const [, encoded] = /^Basic +([A-Za-z0-9+/_-]+=*) *$/i.exec(authorization) ?? [];
  if (encoded === undefined) {
    throw new AppError(
      "unauthorized",
      "Send the write key as the user name of Basic authentication. OAuth is not supported.",
    );
  }
  const [key = ""] = Buffer.from(encoded, "base64").toString("latin1").split(":", 1);
  return key.trim() || undefined;
}

/** Finds the sender of a key. Nothing is cached for longer than an API key: revoking takes effect on the next request. */
export async function authenticateSender(key: string | undefined, ipAddress: string): Promise<Sender> {
  if (key === undefined)
    throw new AppError(
      "unauthorized",
      "Missing write key. Send it by Basic authentication, or as 'writeKey' in the body.",
    );
  if (!isWellFormedKey(key))
    throw new AppError("unauthorized", "Malformed write key. Copy the whole key again.");
  return key.startsWith(writeKeyPrefix) ? getConnector(key) : getCaller(key, ipAddress);
}

async function getConnector(key: string): Promise<Sender> {
  const sender = await findSendingConnector(hashKey(key));
  if (!sender) throw invalidKey();
  return sender;
}

/** An API key sends messages with the permission to track data. Its application may be one of the workspace's servers. */
async function getCaller(key: string, ipAddress: string): Promise<Sender> {
  const { caller, rejection } = toAuthentication(await findKey(hashKey(key)), performance.now(), ipAddress);
  if (!caller) throw invalidKey();
  const { workspaceId, applicationId: id } = caller;
  const source = { workspaceId, id, type: "application" as const, domains: [], verifiesIdentities: false };
  const sender: Sender = { source, caller };
  if (rejection) throw new RejectedSender(rejection, sender);
  const isObserved = performance.now() < (caller.observed.TrackData ?? 0);
  if (caller.permissions.includes("TrackData") || isObserved) return sender;
  throw new RejectedSender(
    new AppError("missing_permission", "This API key needs the permission 'TrackData' to send messages."),
    sender,
  );
}

/** A known key that may not send. The log of its application shows the rejection. */
export class RejectedSender extends Error {
  constructor(
    readonly rejection: AppError,
    readonly sender: Sender,
  ) {
    super(rejection.message);
  }
}

function invalidKey(): AppError {
  return new AppError(
    "unauthorized",
    "Invalid or revoked write key. Create one in Settings → SDK connector.",
  );
}
