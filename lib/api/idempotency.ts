import "server-only";
import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { PoolClient } from "pg";
import { z } from "zod";
import type { Caller } from "@/lib/api/authenticate";
import type { EndpointSpec } from "@/lib/api/endpoint";
import { transact } from "@/lib/db/transact";
import { AppError } from "@/lib/errors";
import type { SplitUrl } from "@/lib/http/url";
import { redactText } from "@/lib/logs/redact/redact-keys";
import { second } from "@/lib/time";

/** The header, on calls that take one. */
export const IdempotencyHeaders = z.object({
  "Idempotency-Key": z
    .string()
    .regex(/^[ -~]{1,255}$/, "Send 1 to 255 printable ASCII characters.")
    .refine((key) => redactText(key) === key, "This has an API key in it. Choose something else.")
    .optional()
    .meta({
      description:
        "A name of your own for this call, such as a UUID. A repeat with the same one within 24 hours answers what the first call did, without doing it again.",
    }),
});

export function acceptsIdempotencyKey({ method, permission }: EndpointSpec): boolean {
  return method === "POST" && permission !== "public";
}

/** What a handler came to, now or the first time. */
type Outcome = { result: unknown; replayed: boolean };

/** As JSON, which has no place for undefined but within an object. */
type KeptResult = { encoded?: unknown };

/** Runs a task when the workspace has a turn at the database. */
type RunInTurn = <Result>(task: () => Result | Promise<Result>, lane?: string) => Result | Promise<Result>;

type SentCall = { caller?: Caller; request: Request; url: SplitUrl; body: Buffer };

/** How long a call waits for another one with its key that is still running, and between two looks at most. */
const patience = 5 * second;
const longestPause = second / 2;

/** A call with an Idempotency-Key: the key with its owner, and what a repeat must be equal in. */
type Repeat = { place: string[]; requestHash: Buffer };

export function describeRepeat(call: SentCall, key: string): Repeat | undefined {
  if (!call.caller) return undefined;
  const { workspaceId, applicationId } = call.caller;
  return { place: [workspaceId, applicationId, key], requestHash: hashRequest(call) };
}

/**
 * Runs the handler, unless a call with the same key has succeeded in the last 24 hours: then its result is the
 * outcome. Looking, running and keeping the result is one transaction, so neither two calls at the same moment nor a
 * crash makes it run twice. Whoever finds the key in use waits without a connection: any number of repeats leaves the
 * pool to others.
 */
export async function runIdempotently(
  { output }: EndpointSpec,
  repeat: Repeat | undefined,
  runInTurn: RunInTurn,
  handler: () => unknown,
): Promise<Outcome> {
  if (!repeat) return { result: await runInTurn(handler), replayed: false };
  const { place, requestHash } = repeat;
  const runUnlessDone = async (client: PoolClient): Promise<Outcome | undefined> => {
    const isMine = await tryLock(client, place);
    const earlier = await findEarlier(client, place);
    if (earlier && !earlier.requestHash.equals(requestHash)) throw usedForAnother();
    if (earlier) return { result: z.decode(output, earlier.result.encoded as never), replayed: true };
    if (!isMine) return undefined;
    const result = await handler();
    await keep(client, place, requestHash, { encoded: z.encode(output, result as never) });
    return { result, replayed: false };
  };

  const startedAt = performance.now();
  let lane: string | undefined;
  for (
    let pause = 20;
    performance.now() - startedAt < patience;
    pause = Math.min(pause * 1.5, longestPause)
  ) {
    const outcome = await runInTurn(() => transact(runUnlessDone), lane);
    if (outcome) return outcome;
    // Repeats that poll do not delay other calls of the workspace.
    lane = "repeats";
    await sleep(pause * (0.5 + Math.random()));
  }
  throw stillRunning();
}

function hashRequest({ request, url, body }: SentCall): Buffer {
  return createHash("sha256").update(`${request.method} ${url.path}${url.search}\n`).update(body).digest();
}

/** Whether no other transaction holds the key. It is ours until this one ends. */
async function tryLock(client: PoolClient, place: string[]): Promise<boolean> {
  const { rows } = await client.query<{ isMine: boolean }>({
    name: "lock-idempotency-key",
    text: `SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS "isMine"`,
    values: [["idempotency", ...place].join(" ")],
  });
  return rows[0]?.isMine === true;
}

async function findEarlier(client: PoolClient, place: string[]) {
  const { rows } = await client.query<{ requestHash: Buffer; result: KeptResult }>({
    name: "find-idempotent-call",
    text: `
      SELECT "requestHash", "result" FROM "IdempotentCall"
      WHERE "workspaceId" = $1 AND "applicationId" = $2 AND "key" = $3
        AND "createdAt" > now() - interval '24 hours'`,
    values: place,
  });
  return rows[0];
}

/** Every row that comes takes two that are too old along, so that they never pile up. */
async function keep(
  client: PoolClient,
  place: string[],
  requestHash: Buffer,
  result: unknown,
): Promise<void> {
  await client.query({
    name: "keep-idempotent-call",
    text: `
      INSERT INTO "IdempotentCall" ("workspaceId", "applicationId", "key", "requestHash", "result")
      VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT ("workspaceId", "applicationId", "key")
      DO UPDATE SET "requestHash" = $4, "result" = $5, "createdAt" = now()`,
    values: [...place, requestHash, JSON.stringify(result)],
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

function usedForAnother(): AppError {
  return new AppError(
    "conflict",
    "This Idempotency-Key was used for another call: the method, the path or the body differs. Send a new key.",
  );
}

function stillRunning(): AppError {
  return new AppError(
    "conflict",
    "The first call with this Idempotency-Key is still running. Repeat this one in a moment.",
    { headers: { "retry-after": "1" } },
  );
}
