import "server-only";
import type { AuditAction } from "@/lib/audit/schema";
import type { Actor, Author } from "@/lib/auth/actor";
import { prisma, type Transaction } from "@/lib/db/prisma";
import { firstIdAt } from "@/lib/id-time";
import { createId } from "@/lib/ids";
import { redactText } from "@/lib/logs/redact";
import { hour } from "@/lib/time";

/** Records what somebody saw. Seeing the same again within the hour adds nothing. */
export async function recordActOnce(actor: Actor, action: AuditAction, subject: string): Promise<void> {
  const { workspaceId, personId } = actor;
  const known = await prisma.auditEntry.findFirst({
    where: { workspaceId, id: { gte: firstIdAt(new Date(Date.now() - hour)) }, personId, action, subject },
    select: { id: true },
  });
  if (known) return;
  await recordAct(prisma, actor, action, subject);
}

/**
 * Records what somebody did, each time: of a change, in its transaction. Names and whatever else people wrote may come as
 * they are: a key among them is not kept.
 */
export async function recordAct(
  transaction: Transaction,
  { workspaceId, personId }: Author,
  action: AuditAction,
  subject: string,
  { subjectId = null, detail = "" }: { subjectId?: string | null; detail?: string } = {},
): Promise<void> {
  await transaction.auditEntry.create({
    data: {
      workspaceId,
      id: createId(),
      personId,
      action,
      subject: redactText(subject),
      subjectId,
      detail: redactText(detail),
    },
  });
}
