import "server-only";
import { findActingToken } from "@/lib/audit/acting-token";
import type { AuditAction, AuditChange } from "@/lib/audit/schema";
import type { Actor, Author, WorkspaceId } from "@/lib/auth/actor";
import { prisma, type Transaction } from "@/lib/db/prisma";
import { runStatement } from "@/lib/db/transact";
import { createId, getMinId } from "@/lib/ids";
import { redactText } from "@/lib/logs/redact/redact-keys";
import { minute } from "@/lib/time";

type Details = { subjectId?: string | null; detail?: string; changes?: readonly AuditChange[] };

/** Characters of a value before or after a change. */
const maxValueLength = 2_000;

/** Repeated views of a subject within this time share one entry. */
export const viewingDuration = 30 * minute;

/**
 * Records a view, unless the same view was recorded within `viewingDuration`. The lock on the membership prevents
 * duplicates by concurrent requests.
 */
export async function recordAuditEntryOnce(
  actor: Actor,
  action: AuditAction,
  subject: string,
  { subjectId = null, detail }: Details = {},
): Promise<void> {
  const { workspaceId, personId } = actor;
  const isRecorded = async (client: Transaction) => {
    const since = getMinId(new Date(Date.now() - viewingDuration));
    const where = { workspaceId, id: { gte: since }, personId, action };
    const same = subjectId === null ? { subject } : { subjectId };
    return (
      (await client.auditEntry.findFirst({ where: { ...where, ...same }, select: { id: true } })) !== null
    );
  };
  if (await isRecorded(prisma)) return;
  await prisma.$transaction(async (transaction) => {
    await transaction.$queryRaw`
      SELECT 1 FROM "Membership" WHERE "workspaceId" = ${workspaceId} AND "personId" = ${personId} FOR NO KEY UPDATE`;
    if (!(await isRecorded(transaction)))
      await recordAuditEntry(transaction, actor, action, subject, { subjectId, detail });
  });
}

/** Records an action. Pass the transaction of the change. API keys in its texts are removed. */
export async function recordAuditEntry(
  transaction: Transaction,
  author: Author,
  action: AuditAction,
  subject: string,
  details: Details = {},
): Promise<void> {
  await transaction.auditEntry.create({ data: toRow(author, action, subject, details) });
}

/** Workspaces of a person that get an entry about a change of their account. */
const maxMemberEntries = 50;

/** Records a person's change of their own account in each of their workspaces. */
export async function recordMemberEntries(
  transaction: Transaction,
  personId: string,
  action: Extract<AuditAction, `member.${string}`>,
  subject: string,
  detail = "",
): Promise<void> {
  const memberships = await transaction.membership.findMany({
    where: { personId },
    select: { workspaceId: true },
    orderBy: { workspaceId: "asc" },
    take: maxMemberEntries,
  });
  const rows = memberships.map(({ workspaceId }) =>
    toRow({ workspaceId: workspaceId as WorkspaceId, personId }, action, subject, {
      subjectId: personId,
      detail,
    }),
  );
  await transaction.auditEntry.createMany({ data: rows });
}

/** Records an action that changes nothing else, such as an export. */
export async function recordSingleAuditEntry(
  author: Author,
  action: AuditAction,
  subject: string,
): Promise<void> {
  await recordAuditEntry(prisma, author, action, subject);
}

/** `recordAuditEntry` within `transact`. */
export async function recordAuditEntryHere(
  author: Author,
  action: AuditAction,
  subject: string,
  details: Details = {},
): Promise<void> {
  const row = toRow(author, action, subject, details);
  await runStatement({
    name: "record-audit-entry",
    text: `
      INSERT INTO "AuditEntry" ("workspaceId", "id", "personId", "action", "subject", "subjectId", "detail", "changes")
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    values: [
      row.workspaceId,
      row.id,
      row.personId,
      row.action,
      row.subject,
      row.subjectId,
      row.detail,
      row.changes && JSON.stringify(row.changes),
    ],
  });
}

function toRow(
  { workspaceId, personId }: Author,
  action: AuditAction,
  subject: string,
  { subjectId = null, detail = "", changes = [] }: Details,
) {
  return {
    workspaceId,
    id: createId(),
    personId,
    action,
    subject: redactText(subject),
    subjectId,
    detail: redactText(detail),
    tokenId: findActingToken(),
    ...(changes.length > 0 && { changes: changes.map(redactChange) }),
  };
}

function redactChange({ field, before, after }: AuditChange): AuditChange {
  const redact = (value: string) => redactText(value).slice(0, maxValueLength);
  return { field, before: redact(before), after: redact(after) };
}
