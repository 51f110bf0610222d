import "server-only";
import type { AuditAction } from "@/lib/audit/schema";
import type { Actor } from "@/lib/auth/actor";
import { prisma, type Transaction } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
import { firstIdAt } from "@/lib/logs/time";
import { hour } from "@/lib/time";

/** Records what somebody did. Doing the same again within the hour adds nothing. */
export async function recordAct(actor: Actor, action: AuditAction, subject: string): Promise<void> {
  const { workspaceId, personId } = actor;
  const known = await prisma.auditEntry.findFirst({
    where: { workspaceId, id: { gte: firstIdAt(new Date(Date.now() - hour)) }, personId, action, subject },
    select: { id: true },
  });
  if (known) return;
  await recordChange(prisma, actor, action, subject);
}

/** Records what somebody changed, each time, together with the change. */
export async function recordChange(
  transaction: Transaction,
  { workspaceId, personId }: Actor,
  action: AuditAction,
  subject: string,
): Promise<void> {
  await transaction.auditEntry.create({ data: { workspaceId, id: createId(), personId, action, subject } });
}
