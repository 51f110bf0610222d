import "server-only";
import { hashLinkToken } from "@/lib/auth/link-token";
import { prisma } from "@/lib/db/prisma";
import type { LinkProblem } from "./schema";

/** Finds the person of a link, or why it does not work. */
export async function findPasswordReset(token: string, now = Date.now()) {
  const reset = await prisma.passwordReset.findUnique({
    where: { tokenHash: hashLinkToken(token) },
    select: {
      expiresAt: true,
      usedAt: true,
      person: {
        select: {
          id: true,
          name: true,
          email: true,
          memberships: { select: { workspace: { select: { name: true } } }, take: 20 },
        },
      },
    },
  });
  const problem = findProblem(reset, now);
  return reset && problem === null
    ? { problem, person: reset.person }
    : { problem: problem ?? "unknown", person: null };
}

function findProblem(
  reset: { expiresAt: Date; usedAt: Date | null } | null,
  now: number,
): LinkProblem | null {
  if (!reset) return "unknown";
  if (reset.usedAt) return "used";
  return now < reset.expiresAt.getTime() ? null : "expired";
}

/** Finds whom a link would be sent to. */
export async function findResetRecipient(email: string) {
  return prisma.person.findUnique({
    where: { email },
    select: {
      id: true,
      name: true,
      email: true,
      passwordHash: true,
      identities: { select: { provider: true }, orderBy: { createdAt: "asc" } },
    },
  });
}
