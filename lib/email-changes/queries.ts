import "server-only";
import { hashLinkToken } from "@/lib/auth/link-token";
import { prisma } from "@/lib/db/prisma";
import type { EmailChangeProblem } from "./schema";

/** Finds the change of a link, or why it does not work. */
export async function findEmailChange(token: string, now = Date.now()) {
  const change = await prisma.emailChange.findUnique({
    where: { tokenHash: hashLinkToken(token) },
    select: {
      personId: true,
      email: true,
      expiresAt: true,
      usedAt: true,
      person: { select: { name: true, email: true } },
    },
  });
  const problem = findProblem(change, now);
  return change && problem === null
    ? { problem, change }
    : { problem: problem ?? ("unknown" as const), change: null };
}

function findProblem(
  change: { expiresAt: Date; usedAt: Date | null } | null,
  now: number,
): EmailChangeProblem | null {
  if (!change) return "unknown";
  if (change.usedAt) return "used";
  return now < change.expiresAt.getTime() ? null : "expired";
}

export async function isEmailTaken(email: string): Promise<boolean> {
  return (await prisma.person.findUnique({ where: { email }, select: { id: true } })) !== null;
}
