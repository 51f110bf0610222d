import "server-only";
import { Prisma } from "@/lib/db/generated/client";
import { prisma } from "@/lib/db/prisma";
import type { StoredFactors } from "@/lib/two-factor/match-code";
import type { TwoFactorState } from "@/lib/two-factor/schema";

/** Of a person `p`. One statement, so that the time does not tell which accounts exist or have factors. */
const factorColumns = Prisma.sql`
  (SELECT a."secret" FROM "AuthenticatorApp" a WHERE a."personId" = p."id" AND a."confirmedAt" IS NOT NULL) AS "appSecret",
  ARRAY(SELECT r."hash" FROM "RecoveryCode" r WHERE r."personId" = p."id" AND r."usedAt" IS NULL) AS "recoveryHashes",
  EXISTS(SELECT FROM "AuthenticatorApp" a WHERE a."personId" = p."id" AND a."confirmedAt" IS NOT NULL)
    OR EXISTS(SELECT FROM "Passkey" k WHERE k."personId" = p."id") AS "isOn"`;

type SignInCredentials = StoredFactors & { id: string; passwordHash: string | null; sessionVersion: number };

/** Finds what a sign-in with a password verifies. */
export async function findSignInCredentials(email: string): Promise<SignInCredentials | null> {
  const [credentials] = await prisma.$queryRaw<SignInCredentials[]>`
    SELECT p."id", p."passwordHash", p."sessionVersion", ${factorColumns} FROM "Person" p WHERE p."email" = ${email}`;
  return credentials ?? null;
}

/** Null for a deleted person. */
export async function findStoredFactors(personId: string): Promise<StoredFactors | null> {
  const [factors] = await prisma.$queryRaw<StoredFactors[]>`
    SELECT ${factorColumns} FROM "Person" p WHERE p."id" = ${personId}`;
  return factors ?? null;
}

export async function getTwoFactorState(personId: string): Promise<TwoFactorState> {
  const { authenticatorApp, passkeys, recoveryCodes } = await prisma.person.findUniqueOrThrow({
    where: { id: personId },
    select: {
      authenticatorApp: { select: { confirmedAt: true } },
      passkeys: {
        select: { id: true, name: true, createdAt: true, lastUsedAt: true },
        orderBy: { createdAt: "asc" },
      },
      recoveryCodes: { select: { hash: true }, where: { usedAt: null } },
    },
  });
  const hasApp = Boolean(authenticatorApp?.confirmedAt);
  return {
    isOn: hasApp || passkeys.length > 0,
    hasApp,
    passkeys,
    recoveryCodesLeft: recoveryCodes.length,
  };
}

export function listPasskeys(personId: string) {
  return prisma.passkey.findMany({ where: { personId }, select: { id: true, transports: true } });
}

export function findPasskey(id: string) {
  return prisma.passkey.findUnique({
    where: { id },
    select: {
      id: true,
      publicKey: true,
      counter: true,
      transports: true,
      person: { select: { id: true, sessionVersion: true } },
    },
  });
}
export type StoredPasskey = NonNullable<Awaited<ReturnType<typeof findPasskey>>>;
