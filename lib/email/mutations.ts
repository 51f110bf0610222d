import "server-only";
import type { QueryConfig, QueryResult, QueryResultRow } from "pg";
import { Prisma } from "@/lib/db/generated/client";
import { pool } from "@/lib/db/pool";
import type { Transaction } from "@/lib/db/prisma";
import { decrypt, encrypt } from "@/lib/encryption";
import { createId, getMinId } from "@/lib/ids";
import { emailPattern, maxEmailLength } from "@/lib/text/email-pattern";
import { day, hour, minute } from "@/lib/time";
import type { EmailKind } from "./messages";
import { isEmailConfigured } from "./settings";
import { type EmailDraft, type RenderedEmail, renderEmail } from "./template";

/** The time from the beginning of each attempt to the next one. The last one repeats. */
const retryDelays = [minute, 5 * minute, 15 * minute, hour, 3 * hour, 6 * hour];

/** An email is given up after this time, unless its content loses its meaning earlier. */
const emailLifetime = day;

/** Rows without content are kept for the state that screens show. */
const emailRetention = 30 * day;

type NewEmail = {
  kind: EmailKind;
  toAddress: string;
  personId: string | null;
  draft: EmailDraft;
  /** How long it is worth sending. */
  lifetime?: number;
};

/**
 * Queues an email in the transaction of what it tells about. Returns its id, or null without SMTP_URL: the caller shows
 * the link, or says that no email is sent.
 */
export async function enqueueEmail(
  transaction: Transaction,
  { kind, toAddress, personId, draft, lifetime = emailLifetime }: NewEmail,
  now = Date.now(),
): Promise<string | null> {
  if (!isEmailConfigured()) return null;
  // Addresses come from our schemas. Anything else could name several recipients or begin a header.
  if (!emailPattern.test(toAddress) || toAddress.length > maxEmailLength)
    throw new Error("The recipient of an email is not an email address.");
  const id = createId();
  await transaction.email.create({
    data: {
      id,
      kind,
      toAddress,
      personId,
      content: encrypt(JSON.stringify(renderEmail(draft)), "email"),
      nextAttemptAt: new Date(now),
      expiresAt: new Date(now + lifetime),
    },
  });
  return id;
}

/** Deletes unsent emails of a kind about this person, such as those with a link that no longer works. */
export async function cancelEmails(
  transaction: Transaction,
  kind: EmailKind,
  personId: string,
): Promise<void> {
  await deleteUnsent(transaction, Prisma.sql`"personId" = ${personId} AND "kind" = ${kind}`);
}

export async function cancelEmailsById(transaction: Transaction, ids: (string | null)[]): Promise<void> {
  await deleteUnsent(transaction, Prisma.sql`"id" = ANY(${ids.filter((id) => id !== null)})`);
}

/** Does not wait for one that is being sent: its transaction lasts as long as the mail server takes. */
async function deleteUnsent(transaction: Transaction, condition: Prisma.Sql): Promise<void> {
  await transaction.$executeRaw`
    DELETE FROM "Email" WHERE "id" IN (
      SELECT "id" FROM "Email" WHERE ${condition} AND "nextAttemptAt" IS NOT NULL FOR UPDATE SKIP LOCKED)`;
}

/** An email whose attempt begins. */
export type DueEmail = {
  id: string;
  kind: string;
  toAddress: string;
  attempts: number;
  expiresAt: Date;
  content: RenderedEmail;
};

/** How an attempt ended. `failure` is null for an email that the mail server accepted. */
export type DeliveryOutcome = { failure: string | null; isPermanent: boolean };

/** A pool, or a client of it. */
type Queryable = { query<Row extends QueryResultRow>(config: QueryConfig): Promise<QueryResult<Row>> };

type ClaimedRow = Omit<DueEmail, "content"> & { content: Uint8Array | null };

/**
 * Takes the next due email, sends it, and records the outcome. Returns null if none is due.
 *
 * The claim commits the attempt and its next time first. So an email that crashes the process does not do so at each
 * start, and after a lost connection to the database this process has a minute to record what it sent. The row stays locked
 * while the mail server is busy: another process takes it only after a crash.
 */
export async function deliverNext(
  send: (email: DueEmail) => Promise<DeliveryOutcome>,
  now = Date.now(),
): Promise<SettledEmail | null> {
  const claimed = await claimNext(now);
  if (!claimed) return null;
  const client = await pool.connect();
  let isBroken = true;
  try {
    await client.query("BEGIN");
    const settled = (await lockClaimed(client, claimed))
      ? await attempt(client, claimed, send, now)
      : "taken";
    await client.query("COMMIT");
    isBroken = false;
    return settled === "taken" ? { ...toReport(claimed), state: "taken", failure: null } : settled;
  } finally {
    client.release(isBroken);
  }
}

export type SettledEmail = Pick<DueEmail, "id" | "kind" | "attempts"> & {
  /** "taken": another process has it, or it was deleted. */
  state: "sent" | "waiting" | "failed" | "taken";
  failure: string | null;
};

async function claimNext(now: number): Promise<ClaimedRow | undefined> {
  const { rows } = await pool.query<ClaimedRow>({
    text: `
      UPDATE "Email" SET
        "attempts" = "attempts" + 1,
        "nextAttemptAt" = $1::timestamptz + ($2::int[])[least("attempts" + 1, cardinality($2::int[]))] * interval '1 ms'
      WHERE "id" = (
        SELECT "id" FROM "Email" WHERE "nextAttemptAt" <= $1 ORDER BY "nextAttemptAt", "id" LIMIT 1
        FOR UPDATE SKIP LOCKED)
      RETURNING "id", "kind", "toAddress", "attempts", "expiresAt", "content"`,
    values: [new Date(now), retryDelays],
  });
  return rows[0];
}

/** False if another process claimed it since, or it was deleted. */
async function lockClaimed(client: Queryable, { id, attempts }: ClaimedRow): Promise<boolean> {
  const { rowCount } = await client.query({
    text: `
      SELECT FROM "Email" WHERE "id" = $1 AND "attempts" = $2 AND "nextAttemptAt" IS NOT NULL
      FOR UPDATE SKIP LOCKED`,
    values: [id, attempts],
  });
  return rowCount === 1;
}

async function attempt(
  client: Queryable,
  row: ClaimedRow,
  send: (email: DueEmail) => Promise<DeliveryOutcome>,
  now: number,
): Promise<SettledEmail> {
  const { failure, isPermanent } = await trySend(row, send, now);
  if (failure === null) {
    await recordSent([row.id], client);
    return { ...toReport(row), state: "sent", failure };
  }
  const retryDelay = retryDelays[Math.min(row.attempts, retryDelays.length) - 1] ?? hour;
  const isLast = isPermanent || now + retryDelay >= row.expiresAt.getTime();
  await client.query({
    text: isLast
      ? `UPDATE "Email" SET "failure" = $2, "nextAttemptAt" = NULL, "content" = NULL WHERE "id" = $1`
      : `UPDATE "Email" SET "failure" = $2 WHERE "id" = $1`,
    values: [row.id, failure],
  });
  return { ...toReport(row), state: isLast ? "failed" : "waiting", failure };
}

async function trySend(
  row: ClaimedRow,
  send: (email: DueEmail) => Promise<DeliveryOutcome>,
  now: number,
): Promise<DeliveryOutcome> {
  if (now >= row.expiresAt.getTime()) return { failure: "It could not be sent in time.", isPermanent: true };
  let content: RenderedEmail;
  try {
    content = JSON.parse(decrypt(row.content ?? new Uint8Array(), "email"));
  } catch {
    return { failure: "NEXTAUTH_SECRET has changed since it was queued.", isPermanent: true };
  }
  return send({ ...row, content });
}

/** Records emails that the mail server accepted. Needs no row lock: a lost connection has released it. */
export async function recordSent(ids: readonly string[], client: Queryable = pool): Promise<void> {
  await client.query({
    text: `
      UPDATE "Email" SET "sentAt" = now(), "failure" = NULL, "nextAttemptAt" = NULL, "content" = NULL
      WHERE "id" = ANY($1) AND "sentAt" IS NULL`,
    values: [ids],
  });
}

/** Deletes rows that are past their retention. */
export async function deleteOldEmails(now = Date.now()): Promise<void> {
  await pool.query({
    text: `DELETE FROM "Email" WHERE "id" < $1`,
    values: [getMinId(new Date(now - emailRetention))],
  });
}

function toReport({ id, kind, attempts }: ClaimedRow): Pick<DueEmail, "id" | "kind" | "attempts"> {
  return { id, kind, attempts };
}
