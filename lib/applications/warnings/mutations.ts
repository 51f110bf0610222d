import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { prisma, type Transaction } from "@/lib/db/prisma";
import { messages } from "@/lib/email/messages";
import { enqueueEmail } from "@/lib/email/mutations";
import { isEmailConfigured } from "@/lib/email/settings";
import { env } from "@/lib/env";
import { expiryWarningDays } from "@/lib/keys/lifetime";
import { logStore } from "@/lib/logs/store/postgres-store";
import { day } from "@/lib/time";

/** The threshold of the warning about the first rejected call. */
const rejected = 0;

/** Bounds one run, and how long after its expiry a first rejected call is told. */
const maxPerRun = 500;
const toldFor = 30 * day;

type ExpiringKey = {
  workspaceId: WorkspaceId;
  apiKeyId: string;
  hint: string;
  expiresAt: Date;
  threshold: number;
  applicationId: string;
  applicationName: string;
  ownerId: string | null;
  workspaceName: string;
  slug: string;
};

/**
 * Tells owners, admins and the application's owner by email when a key is about to expire, and once when a call came with
 * it after that. Each warning is a unique row of key, expiry and threshold, so it is sent once by however many processes,
 * and again for a later expiry. A warning that was missed is replaced by the next one. Without SMTP_URL nothing is recorded.
 */
export async function warnAboutExpiringKeys(now = new Date()): Promise<number> {
  if (!isEmailConfigured()) return 0;
  let sent = 0;
  for (const key of [...(await listExpiringKeys(now)), ...(await listExpiredKeysInUse(now))]) {
    sent += await prisma.$transaction(async (transaction) => {
      if (!(await claim(transaction, key))) return 0;
      return enqueueWarnings(transaction, key, now);
    });
  }
  return sent;
}

const keyColumns = `
  k."workspaceId", k."id" AS "apiKeyId", k."hint", k."expiresAt", a."id" AS "applicationId", a."name" AS "applicationName",
  a."ownerId", w."name" AS "workspaceName", w."slug"`;

/** Only keys whose calls are accepted otherwise. */
const keyTables = `
  "ApiKey" k
  JOIN "Application" a ON a."workspaceId" = k."workspaceId" AND a."id" = k."applicationId"
    AND a."deletedAt" IS NULL AND a."enabled" AND NOT a."isManagement"
  JOIN "Workspace" w ON w."id" = k."workspaceId" AND w."deletedAt" IS NULL`;

const notToldCondition = `NOT EXISTS (
  SELECT FROM "KeyWarning" t
  WHERE t."workspaceId" = k."workspaceId" AND t."apiKeyId" = k."id" AND t."expiresAt" = k."expiresAt"
    AND t."threshold" <= due."threshold")`;

/** The keys that passed a threshold: the last one that they passed. A key that never lived longer does not have it. */
async function listExpiringKeys(now: Date): Promise<ExpiringKey[]> {
  const { rows } = await pool.query<ExpiringKey>({
    text: `
      SELECT ${keyColumns}, due."threshold"
      FROM ${keyTables}
      CROSS JOIN LATERAL (
        SELECT min(t."days") AS "threshold" FROM unnest($2::int[]) t("days")
        WHERE k."expiresAt" <= $1::timestamptz + t."days" * interval '24 hours'
          AND k."expiresAt" - k."createdAt" > t."days" * interval '24 hours'
      ) due
      WHERE k."revokedAt" IS NULL AND k."expiresAt" > $1 AND k."expiresAt" <= $1::timestamptz + $3 * interval '24 hours'
        AND due."threshold" IS NOT NULL AND ${notToldCondition}
      ORDER BY k."expiresAt" LIMIT ${maxPerRun}`,
    values: [now, expiryWarningDays, Math.max(...expiryWarningDays)],
  });
  return rows;
}

/** A key that is expired and had a rejected call since, by pages: most of them may have been called before the expiry only. */
async function listExpiredKeysInUse(now: Date): Promise<ExpiringKey[]> {
  const found: ExpiringKey[] = [];
  let page: ExpiringKey[] = [];
  do {
    const last = page.at(-1);
    page = await listRejectedExpiredKeys(now, last);
    found.push(...(await logStore.findExpiredKeysInUse(page)));
  } while (page.length === maxPerRun && found.length < maxPerRun);
  return found;
}

async function listRejectedExpiredKeys(now: Date, last: ExpiringKey | undefined): Promise<ExpiringKey[]> {
  const { rows } = await pool.query<ExpiringKey>({
    text: `
      SELECT ${keyColumns}, due."threshold"
      FROM ${keyTables}
      CROSS JOIN (VALUES (${rejected})) due("threshold")
      WHERE k."revokedAt" IS NULL AND k."expiresAt" <= $1 AND k."expiresAt" > $2 AND a."lastRejectedAt" >= k."expiresAt"
        AND ${notToldCondition} AND (k."expiresAt", k."workspaceId", k."id") > ($3, $4, $5)
      ORDER BY k."expiresAt", k."workspaceId", k."id" LIMIT ${maxPerRun}`,
    values: [
      now,
      new Date(now.getTime() - toldFor),
      last?.expiresAt ?? new Date(0),
      last?.workspaceId ?? "",
      last?.apiKeyId ?? "",
    ],
  });
  return rows;
}

/** False if another process sends it. */
async function claim(transaction: Transaction, key: ExpiringKey): Promise<boolean> {
  const { workspaceId, apiKeyId, expiresAt, threshold } = key;
  const data = { workspaceId, apiKeyId, expiresAt, threshold };
  const { count } = await transaction.keyWarning.createMany({ data, skipDuplicates: true });
  return count === 1;
}

async function enqueueWarnings(transaction: Transaction, key: ExpiringKey, now: Date): Promise<number> {
  const { workspaceId, ownerId, expiresAt } = key;
  const members = await transaction.membership.findMany({
    where: {
      workspaceId,
      OR: [{ role: { in: ["owner", "admin"] } }, ...(ownerId ? [{ personId: ownerId }] : [])],
    },
    select: { person: { select: { id: true, name: true, email: true } } },
  });
  const facts = {
    applicationName: key.applicationName,
    workspaceName: key.workspaceName,
    hint: key.hint,
    expiresAt,
    url: `${env().NEXTAUTH_URL}/${key.slug}/settings/api-access/${key.applicationId}`,
  };
  for (const { person } of members) {
    const kind = key.threshold === rejected ? "keyExpired" : "keyExpiring";
    const daysLeft = Math.ceil((expiresAt.getTime() - now.getTime()) / day);
    const draft = messages[kind]({ name: person.name, ...facts, daysLeft });
    await enqueueEmail(
      transaction,
      { kind, toAddress: person.email, personId: person.id, draft },
      now.getTime(),
    );
  }
  return members.length;
}
