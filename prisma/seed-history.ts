import type { PoolClient } from "pg";
import type { WorkspaceId } from "@/lib/auth/actor";
import { drain } from "@/lib/computations/engine/worker";
import { saveComputation } from "@/lib/computations/mutations";
import { prisma } from "@/lib/db/prisma";
import { transact } from "@/lib/db/transact";
import { day } from "@/lib/time";
import { saveDemoComputations } from "./seed-computations";
import { propertyGroups } from "./seed-data";
import type { Generator } from "./seed-generator";

/** When the demo's computations were defined, and then when the engine computed the contacts, in days ago. */
const computedDaysAgo = [21, 14, 7, 3, 1, 0];

/**
 * Defines the demo's computations in the past, and lets the engine compute all contacts as of several times since, so that
 * their history is as long.
 */
export async function seedHistory(
  make: Generator,
  workspaceId: WorkspaceId,
  personId: string,
): Promise<void> {
  const author = { workspaceId, personId };
  const definedAt = make.ago((computedDaysAgo[0] ?? 0) * day);
  // One transaction: a start that is killed leaves all definitions or none.
  await transact(async (client) => {
    await saveDemoComputations(async (form) => (await saveComputation(author, form)).id);
    await groupComputedProperties(client, workspaceId);
    await client.query(
      `UPDATE "Computation" SET "createdAt" = $2, "updatedAt" = $2 WHERE "workspaceId" = $1`,
      [workspaceId, definedAt],
    );
  });
  for (const days of computedDaysAgo) await drain({ now: make.ago(days * day).getTime() });
}

/** Whether the demo's computations were never defined. Deleted ones are in the audit log. */
export async function lacksDefinitions(workspaceId: string): Promise<boolean> {
  const where = { workspaceId };
  const isDefined =
    (await prisma.computation.findFirst({ where, select: { id: true } })) ??
    (await prisma.auditEntry.findFirst({
      where: { ...where, action: "computation.create" },
      select: { id: true },
    }));
  return isDefined === null;
}

async function groupComputedProperties(client: PoolClient, workspaceId: string): Promise<void> {
  for (const [group, names] of Object.entries(propertyGroups))
    await client.query(
      `UPDATE "Property" p SET "groupId" = g."id" FROM "Group" g
       WHERE g."workspaceId" = $1 AND g."name" = $2 AND p."workspaceId" = $1 AND p."isComputed" AND p."name" = ANY($3::text[])`,
      [workspaceId, group, names],
    );
}
