import "server-only";
import { recordAuditEntry, recordAuditEntryHere } from "@/lib/audit/mutations";
import type { Actor } from "@/lib/auth/actor";
import { requestRun } from "@/lib/computations/mutations";
import { Prisma } from "@/lib/db/generated/client";
import { prisma } from "@/lib/db/prisma";
import { retryOnUniqueViolation } from "@/lib/db/retry";
import { transact } from "@/lib/db/transact";
import { AppError } from "@/lib/errors";
import { createId } from "@/lib/ids";
import { findStoredFactors } from "@/lib/two-factor/queries";
import type { KeyLifetime, LogRetention, SignInRules } from "@/lib/workspaces/schema";
import { createSlug } from "@/lib/workspaces/slug";

/** Creates a workspace with the person as its owner. */
export async function createWorkspace(personId: string, name: string): Promise<{ slug: string }> {
  return retryOnUniqueViolation((attempt) =>
    prisma.workspace.create({
      data: {
        id: createId(),
        name,
        slug: createSlug(name, attempt),
        memberships: { create: { personId, role: "owner" } },
      },
      select: { slug: true },
    }),
  );
}

/** Renames a workspace. The slug stays, so that links and bookmarks keep working. */
export async function renameWorkspace(actor: Actor, name: string): Promise<{ name: string }> {
  const { workspaceId } = actor;
  await prisma.$transaction(async (transaction) => {
    const [before] = await transaction.$queryRaw<{ name: string }[]>`
      SELECT "name" FROM "Workspace" WHERE "id" = ${workspaceId} FOR NO KEY UPDATE`;
    if (!before || before.name === name) return;
    await transaction.workspace.update({ where: { id: workspaceId }, data: { name } });
    await recordAuditEntry(transaction, actor, "workspace.rename", before.name, {
      detail: `to ${name}`,
      changes: [{ field: "Name", before: before.name, after: name }],
    });
  });
  return { name };
}

/** Changes the log retention. `logsFrom` never moves back: older calls may already be deleted, but their roll-ups remain. */
export async function setLogRetention(actor: Actor, days: LogRetention["days"]): Promise<void> {
  await prisma.$transaction(async (transaction) => {
    const [before] = await transaction.$queryRaw<{ logDays: number }[]>`
      SELECT "logDays" FROM "Workspace" WHERE "id" = ${actor.workspaceId} FOR UPDATE`;
    if (!before || before.logDays === days) return;
    await transaction.$executeRaw`
      UPDATE "Workspace"
      SET "logDays" = ${days}, "logsFrom" = greatest("logsFrom", now() - "logDays" * interval '24 hours')
      WHERE "id" = ${actor.workspaceId}`;
    await recordAuditEntry(transaction, actor, "logs.retention", `from ${before.logDays} to ${days} days`, {
      changes: [{ field: "Keep calls for", before: `${before.logDays} days`, after: `${days} days` }],
    });
  });
}

/** Limits the lifetime of new and edited keys. Existing keys stay as they are. */
export async function setMaxKeyDays(actor: Actor, maxKeyDays: KeyLifetime["maxKeyDays"]): Promise<void> {
  await prisma.$transaction(async (transaction) => {
    const [before] = await transaction.$queryRaw<{ maxKeyDays: number | null }[]>`
      SELECT "maxKeyDays" FROM "Workspace" WHERE "id" = ${actor.workspaceId} FOR NO KEY UPDATE`;
    if (!before || before.maxKeyDays === maxKeyDays) return;
    await transaction.workspace.update({ where: { id: actor.workspaceId }, data: { maxKeyDays } });
    const format = (days: number | null) => (days === null ? "no limit" : `${days} days`);
    const [from, to] = [format(before.maxKeyDays), format(maxKeyDays)];
    await recordAuditEntry(transaction, actor, "workspace.key-lifetime", `from ${from} to ${to}`, {
      changes: [{ field: "Maximum lifetime", before: from, after: to }],
    });
  });
}

/** Changes what members need to sign in. An owner who requires a second factor must have one: the rule holds for them too. */
export async function setSignInRules(actor: Actor, rules: SignInRules): Promise<void> {
  const { workspaceId, personId } = actor;
  await prisma.$transaction(async (transaction) => {
    const [before] = await transaction.$queryRaw<
      { proofMinutes: number | null; requiresTwoFactor: boolean }[]
    >`
      SELECT "proofMinutes", "requiresTwoFactor" FROM "Workspace" WHERE "id" = ${workspaceId} FOR NO KEY UPDATE`;
    if (!before) return;
    const changes = [
      {
        field: "Sign-in before keys and values",
        before: formatProofMinutes(before.proofMinutes),
        after: formatProofMinutes(rules.proofMinutes),
      },
      {
        field: "Two-factor sign-in",
        before: formatRequirement(before.requiresTwoFactor),
        after: formatRequirement(rules.requiresTwoFactor),
      },
    ].filter((change) => change.before !== change.after);
    if (changes.length === 0) return;
    if (rules.requiresTwoFactor && !before.requiresTwoFactor && !(await findStoredFactors(personId))?.isOn) {
      const message = "Turn two-factor sign-in on for yourself first, in Your account.";
      throw new AppError("conflict", message, { issues: [{ path: "requiresTwoFactor", message }] });
    }
    await transaction.workspace.update({ where: { id: workspaceId }, data: rules });
    const detail = changes.map(({ field, before: from, after }) => `${field}: ${from} → ${after}`).join(", ");
    await recordAuditEntry(transaction, actor, "workspace.sign-in", detail, { changes });
  });
}

function formatProofMinutes(minutes: number | null): string {
  return minutes === null ? "any time" : `within ${minutes} minutes`;
}

function formatRequirement(isRequired: boolean): string {
  return isRequired ? "required" : "optional";
}

/** Changes where days, weeks and months begin, and computes all contacts again. */
export async function setTimeZone(actor: Actor, timeZone: string): Promise<void> {
  const { workspaceId } = actor;
  await transact(async (client) => {
    const { rows } = await client.query<{ timeZone: string }>(Prisma.sql`
      SELECT "timeZone" FROM "Workspace" WHERE "id" = ${workspaceId} FOR NO KEY UPDATE`);
    const before = rows[0]?.timeZone;
    if (before === undefined || before === timeZone) return;
    await client.query(Prisma.sql`
      UPDATE "Workspace" SET "timeZone" = ${timeZone} WHERE "id" = ${workspaceId}`);
    await requestRun(workspaceId);
    await recordAuditEntryHere(actor, "workspace.time-zone", timeZone, {
      detail: `from ${before}`,
      changes: [{ field: "Zone", before, after: timeZone }],
    });
  });
}
