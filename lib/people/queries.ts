import "server-only";
import { prisma } from "@/lib/db/prisma";

export async function findCredentialsById(personId: string) {
  return prisma.person.findUnique({ where: { id: personId }, select: credentials });
}

const credentials = { id: true, passwordHash: true, sessionVersion: true } as const;

/** What the account page shows. */
export async function getAccount(personId: string, now = Date.now()) {
  const { passwordHash, identities, emailChange, ...person } = await prisma.person.findUniqueOrThrow({
    where: { id: personId },
    select: {
      name: true,
      email: true,
      passwordHash: true,
      identities: { select: { provider: true }, orderBy: { createdAt: "asc" } },
      emailChange: { select: { email: true, expiresAt: true, usedAt: true } },
    },
  });
  const isPending = emailChange && !emailChange.usedAt && now < emailChange.expiresAt.getTime();
  return {
    ...person,
    hasPassword: passwordHash !== null,
    providers: identities.map(({ provider }) => provider),
    pendingEmail: isPending ? emailChange.email : null,
  };
}
export type OwnAccount = Awaited<ReturnType<typeof getAccount>>;

/** Names that a new password must not consist of. */
export async function listOwnTexts(personId: string) {
  const { name, email, memberships } = await prisma.person.findUniqueOrThrow({
    where: { id: personId },
    select: {
      name: true,
      email: true,
      memberships: { select: { workspace: { select: { name: true } } }, take: 20 },
    },
  });
  return { name, email, workspaceName: memberships.map(({ workspace }) => workspace.name).join(" ") };
}

export async function findPersonByIdentity(provider: string, externalId: string) {
  const identity = await prisma.identity.findUnique({
    where: { provider_externalId: { provider, externalId } },
    select: { person: { select: { id: true, sessionVersion: true } } },
  });
  return identity?.person ?? null;
}
