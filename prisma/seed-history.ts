import type { WorkspaceId } from "@/lib/auth/actor";
import { drain } from "@/lib/computations/engine/worker";
import { saveComputation } from "@/lib/computations/mutations";
import { prisma } from "@/lib/db/prisma";
import { transact } from "@/lib/db/transact";
import { getMinId } from "@/lib/ids";
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
  const start = new Date();
  const author = { workspaceId, personId };
  await transact(() => saveDemoComputations(async (form) => (await saveComputation(author, form)).id));
  await groupComputedProperties(workspaceId);
  const definedAt = make.ago((computedDaysAgo[0] ?? 0) * day);
  await prisma.computation.updateMany({
    where: { workspaceId },
    data: { createdAt: definedAt, updatedAt: definedAt },
  });
  await moveAuditEntries(make, workspaceId, definedAt, start);
  for (const days of computedDaysAgo) await drain({ now: make.ago(days * day).getTime() });
}

async function groupComputedProperties(workspaceId: string): Promise<void> {
  const groups = await prisma.group.findMany({ where: { workspaceId } });
  for (const { id: groupId, name } of groups) {
    const names = propertyGroups[name];
    if (names)
      await prisma.property.updateMany({
        where: { workspaceId, isComputed: true, name: { in: names } },
        data: { groupId },
      });
  }
}

/** The time of an audit entry is that of its id. */
async function moveAuditEntries(
  make: Generator,
  workspaceId: string,
  time: Date,
  writtenSince: Date,
): Promise<void> {
  const entries = await prisma.auditEntry.findMany({
    where: { workspaceId, id: { gte: getMinId(writtenSince) }, action: "computation.create" },
    orderBy: { id: "asc" },
  });
  const ids = entries.map(() => make.id(time.getTime())).toSorted();
  for (const [index, { id }] of entries.entries())
    await prisma.auditEntry.update({
      where: { workspaceId_id: { workspaceId, id } },
      data: { id: ids[index] ?? id },
    });
}
