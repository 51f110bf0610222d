import "server-only";
import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { PoolClient } from "pg";
import { z } from "zod";
import type { Call } from "@/lib/api/call";
import type { EndpointSpec } from "@/lib/api/endpoint-spec";
import { isManagementPermission } from "@/lib/auth/permissions";
import { transact } from "@/lib/db/transact";
import { AppError } from "@/lib/errors";
import { redactText } from "@/lib/logs/redact/redact-keys";
import { second } from "@/lib/time";

/** The header of endpoints that accept it. */
export const IdempotencyHeaders = z.object({
  "Idempotency-Key": z
    .string()
    .regex(/^[ -~]{1,255}$/, "Send 1 to 255 printable ASCII characters.")
    .refine((key) => redactText(key) === key, "Contains an API key. Choose another value.")
    .optional()
    .meta({
      description:
        "Your own id for this call, such as a UUID. A repeat within 24 hours returns the first result and changes nothing.",
    }),
});

/** Results of management calls contain keys, which are never stored. Repeats of those calls are safe without. */
export function acceptsIdempotencyKey({ method, permission }: EndpointSpec): boolean {
  return method === "POST" && permission !== "public" && !isManagementPermission(permission);
}

/** The stored row is identified by workspace, application and idempotency key. Repeats must send the same request. */
type IdempotentRequest = { rowKey: string[]; requestHash: Buffer };

export function toIdempotentRequest(
  call: Pick<Call, "caller" | "request" | "url" | "body">,
  idempotencyKey: string,
): IdempotentRequest | undefined {
  if (!call.caller) return undefined;
  const { workspaceId, applicationId } = call.caller;
  return { rowKey: [workspaceId, applicationId, idempotencyKey], requestHash: hashRequest(call) };
}

type Outcome = { result: unknown; isReplayed: boolean };

/** JSON has undefined only as an absent field. */
type StoredResult = { encoded?: unknown };

/** Runs a task in the workspace's turn at the connection pool. */
type RunInTurn = <Result>(task: () => Result | Promise<Result>, lane?: string) => Result | Promise<Result>;

/** Time that a call waits for another one with its key, and the longest pause between two attempts. */
const maxWait = 5 * second;
const minPause = 20;
const maxPause = second / 2;

/**
 * Runs the handler once per idempotency key in 24 hours. Lock, handler and stored result share one transaction:
 * neither concurrent calls nor a crash run it twice. A call whose key is locked polls without a connection, so that
 * repeats cannot exhaust the pool.
 */
export async function runIdempotently(
  { output }: EndpointSpec,
  idempotent: IdempotentRequest | undefined,
  runInTurn: RunInTurn,
  handler: () => unknown,
): Promise<Outcome> {
  if (!idempotent) return { result: await runInTurn(handler), isReplayed: false };
  const { rowKey, requestHash } = idempotent;
  const runOrReplay = async (client: PoolClient): Promise<Outcome | undefined> => {
    const isLocked = await tryLock(client, rowKey);
    const stored = await findStoredCall(client, rowKey);
    if (stored && !stored.requestHash.equals(requestHash)) throw keyReused();
    if (stored) return { result: z.decode(output, stored.result.encoded as never), isReplayed: true };
    if (!isLocked) return undefined;
    const result = await handler();
    await storeResult(client, rowKey, requestHash, { encoded: z.encode(output, result as never) });
    return { result, isReplayed: false };
  };

  const startedAt = performance.now();
  let lane: string | undefined;
  for (
    let pause = minPause;
    performance.now() - startedAt < maxWait;
    pause = Math.min(pause * 1.5, maxPause)
  ) {
    const outcome = await runInTurn(() => transact(runOrReplay), lane);
    if (outcome) return outcome;
    // Polling repeats do not delay other calls of the workspace.
    lane = "repeats";
    await sleep(pause * (0.5 + Math.random()));
  }
  throw stillRunning();
}

function hashRequest({ request, url, body }: Pick<Call, "request" | "url" | "body">): Buffer {
  return createHash("sha256").update(`${request.method} ${url.path}${url.search}\n`).update(body).digest();
}

/** Returns false if another transaction holds the key. The lock ends with the transaction. */
async function tryLock(client: PoolClient, rowKey: string[]): Promise<boolean> {
  const { rows } = await client.query<{ isLocked: boolean }>({
    name: "lock-idempotency-key",
    text: `SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS "isLocked"`,
    values: [["idempotency", ...rowKey].join(" ")],
  });
  return rows[0]?.isLocked === true;
}

async function findStoredCall(client: PoolClient, rowKey: string[]) {
  const { rows } = await client.query<{ requestHash: Buffer; result: StoredResult }>({
    name: "find-idempotent-call",
    text: `
      SELECT "requestHash", "result" FROM "IdempotentCall"
      WHERE "workspaceId" = $1 AND "applicationId" = $2 AND "key" = $3
        AND "createdAt" > now() - interval '24 hours'`,
    values: rowKey,
  });
  return rows[0];
}

/** Each insert deletes up to two expired rows, which bounds the table. */
async function storeResult(
  client: PoolClient,
  rowKey: string[],
  requestHash: Buffer,
  result: StoredResult,
): Promise<void> {
  await client.query({
    name: "keep-idempotent-call",
    text: `
      INSERT INTO "IdempotentCall" ("workspaceId", "applicationId", "key", "requestHash", "result")
      VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT ("workspaceId", "applicationId", "key")
      DO UPDATE SET "requestHash" = $4, "result" = $5, "createdAt" = now()`,
    values: [...rowKey, requestHash, JSON.stringify(result)],
  });
  await client.query({
    name: "forget-idempotent-calls",
    text: `
      DELETE FROM "IdempotentCall" WHERE ("workspaceId", "applicationId", "key") IN (
        SELECT "workspaceId", "applicationId", "key" FROM "IdempotentCall"
        WHERE "createdAt" < now() - interval '24 hours'
        ORDER BY "createdAt" LIMIT 2 FOR UPDATE SKIP LOCKED)`,
  });
}

function keyReused(): AppError {
  return new AppError("conflict", "Idempotency-Key was used for a different request. Send a new key.");
}

function stillRunning(): AppError {
  return new AppError(
    "conflict",
    "The first call with this Idempotency-Key is still running. Retry in a second.",
    { headers: { "retry-after": "1" } },
  );
}
