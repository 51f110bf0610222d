import type { WorkspaceId } from "@/lib/auth/actor";
import { hashPassword } from "@/lib/auth/password";
import { type Permission, permissionIds, permissions } from "@/lib/auth/permissions";
import { prisma, type Transaction } from "@/lib/db/prisma";
import { createKey } from "@/lib/keys/secret";
import { foldName } from "@/lib/text/display-name";
import { day, hour, minute } from "@/lib/time";
import { demo } from "./demo";
import { seedAudit } from "./seed-audit";
import { seedCalls } from "./seed-calls";
import { seedConnectors } from "./seed-connectors";
import { seedContacts } from "./seed-contacts";
import { createGenerator, type Generator } from "./seed-generator";
import { lacksDefinitions, seedHistory } from "./seed-history";
import { seedVisits } from "./seed-visits";
import { seedWebsites } from "./seed-websites";

type Options = { password: string; now?: Date };

/**
 * Creates the demo workspace unless it exists. The same `now` gives the same data, except keys, secrets, the password,
 * the ids of computations and the times of writing. Returns whether it was created.
 */
export async function seed(options: Options): Promise<boolean> {
  if (await prisma.workspace.findUnique({ where: { slug: demo.workspace }, select: { id: true } }))
    return false;
  const { make, workspaceId, ownerId } = await createDemo(options);
  // A second transaction: the engine reads committed data, and triggers queue nothing before the first definition.
  await seedHistory(make, workspaceId as WorkspaceId, ownerId);
  return true;
}

/** Defines what the demo computes, if a start was killed before it did. Returns whether it was missing. */
export async function finishSeed({ now = new Date() }: Pick<Options, "now">): Promise<boolean> {
  const owner = await prisma.membership.findFirst({
    where: { role: "owner", person: { email: demo.people.owner }, workspace: { slug: demo.workspace } },
    select: { workspaceId: true, personId: true },
  });
  if (!owner || !(await lacksDefinitions(owner.workspaceId))) return false;
  await seedHistory(createGenerator(20_261_129, now), owner.workspaceId as WorkspaceId, owner.personId);
  return true;
}

/** Creates all of the demo that is not computed. */
export async function createDemo({ password, now = new Date() }: Options) {
  const make = createGenerator(20_261_124, now);
  return prisma.$transaction(
    async (transaction) => {
      const workspaceId = make.id(now.getTime() - 120 * day);
      await transaction.workspace.create({
        data: { id: workspaceId, slug: demo.workspace, name: "Fieldnote", createdAt: make.ago(120 * day) },
      });
      const people = await seedPeople(transaction, make, workspaceId, await hashPassword(password));
      await seedApplications(transaction, make, workspaceId, people);
      await seedContacts(transaction, make, workspaceId);
      const websites = await seedWebsites(transaction, make, workspaceId, people);
      await seedVisits(transaction, make, workspaceId, websites);
      // Last: their random numbers do not change the data before them.
      await seedConnectors(transaction, make, workspaceId, people);
      await seedAudit(transaction, make, workspaceId, people);
      return { make, workspaceId, ownerId: people.owner };
    },
    { timeout: minute, maxWait: minute },
  );
}

async function seedPeople(
  transaction: Transaction,
  make: Generator,
  workspaceId: string,
  passwordHash: string,
) {
  const names = { owner: "Olivia Janssens", admin: "Adrian Peeters", member: "Mina Tanaka" };
  const ids = { owner: "", admin: "", member: "" };
  for (const role of ["owner", "admin", "member"] as const) {
    const createdAt = make.ago(make.integer(112, 119) * day);
    ids[role] = make.id(createdAt.getTime());
    await transaction.person.create({
      data: {
        id: ids[role],
        email: demo.people[role],
        name: names[role],
        passwordHash,
        createdAt,
        memberships: { create: { workspaceId, role, createdAt } },
      },
    });
  }
  return ids;
}

/** Applications in every state: in use, unused, disabled, regenerated, with all permissions, with none. */
async function seedApplications(
  transaction: Transaction,
  make: Generator,
  workspaceId: string,
  people: { owner: string; admin: string },
): Promise<void> {
  const reading = permissionIds.filter((id) => id.startsWith("Read"));
  const current = permissionIds.filter((id) => !permissions[id].legacy);
  const applications: {
    name: string;
    permissions: Permission[];
    days: number;
    by: keyof typeof people;
    calls?: number;
    disabled?: true;
    regenerated?: true;
  }[] = [
    {
      name: "Customer dashboard",
      permissions: current,
      days: 96,
      by: "owner",
      calls: 180,
      regenerated: true,
    },
    {
      name: "Website tracking",
      permissions: ["GetTrackingSnippet", "TrackData"],
      days: 90,
      by: "admin",
      calls: 60,
    },
    { name: "Data warehouse export", permissions: reading, days: 41, by: "admin", calls: 45 },
    {
      name: "Old CRM sync",
      permissions: ["ReadContacts", "TrackData"],
      days: 110,
      by: "owner",
      calls: 15,
      disabled: true,
    },
    { name: "Support desk", permissions: ["ReadContacts", "ReadEvents"], days: 3, by: "admin" },
    { name: "Everything, for the migration", permissions: permissionIds, days: 20, by: "owner" },
    { name: "Uptime check", permissions: [], days: 60, by: "admin", calls: 20 },
  ];
  for (const application of applications) {
    const createdAt = make.ago(application.days * day - make.integer(0, 20) * hour);
    const id = make.id(createdAt.getTime());
    await transaction.application.create({
      data: {
        workspaceId,
        id,
        name: application.name,
        foldedName: foldName(application.name),
        permissions: application.permissions,
        enabled: !application.disabled,
        createdById: people[application.by],
        ownerId: people[application.by],
        createdAt,
      },
    });
    const keys = application.regenerated
      ? [
          { createdAt, revokedAt: make.ago(30 * day) },
          { createdAt: make.ago(30 * day), revokedAt: null },
        ]
      : [{ createdAt, revokedAt: null }];
    for (const key of keys) {
      const { hash, hint } = createKey();
      const apiKeyId = make.id(key.createdAt.getTime());
      await transaction.apiKey.create({
        data: {
          workspaceId,
          id: apiKeyId,
          applicationId: id,
          hash,
          hint,
          createdById: people[application.by],
          ...key,
        },
      });
      if (!key.revokedAt && application.calls)
        await seedCalls(transaction, make, { ...application, workspaceId, id, apiKeyId });
    }
  }
}
