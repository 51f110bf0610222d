import type { Prisma } from "@/lib/db/generated/client";
import type { Transaction } from "@/lib/db/prisma";
import { day, hour } from "@/lib/time";
import * as data from "./seed-data";
import type { Generator } from "./seed-generator";

const userCount = 200;
const eventsOfDays = 30;

/** Creates accounts and users with the properties that a product sends, and 30 days of events. */
export async function seedContacts(
  transaction: Transaction,
  make: Generator,
  workspaceId: string,
): Promise<void> {
  const groupIds = await seedDefinitions(transaction, make, workspaceId);
  const accounts = await seedAccounts(transaction, make, workspaceId);
  const users = await seedUsers(transaction, make, workspaceId, accounts);
  await seedEvents(transaction, make, workspaceId, groupIds, users);
}

async function seedDefinitions(transaction: Transaction, make: Generator, workspaceId: string) {
  const groups = data.groups.map((name) => ({
    workspaceId,
    id: make.id(make.ago(100 * day).getTime()),
    name,
  }));
  await transaction.group.createMany({ data: groups });
  const groupIds = new Map<string, string>(groups.map(({ name, id }) => [name, id]));
  for (const [kind, properties] of [
    ["user", data.userProperties],
    ["account", data.accountProperties],
  ] as const) {
    await transaction.property.createMany({
      data: properties.map(([name, label, type, group]) => ({
        workspaceId,
        kind,
        name,
        label,
        type,
        groupId: group && groupIds.get(group),
      })),
    });
  }
  return groupIds;
}

type SeededAccount = { id: string; domain: string };

async function seedAccounts(
  transaction: Transaction,
  make: Generator,
  workspaceId: string,
): Promise<SeededAccount[]> {
  const seeded: SeededAccount[] = [];
  const rows: Prisma.AccountCreateManyInput[] = [];
  for (const [index, name] of data.companies.entries()) {
    const firstSeenAt = make.ago(make.integer(20, 300) * day);
    const id = make.id(firstSeenAt.getTime());
    const domain = `${name.toLowerCase().replace(/[^a-z]+/g, "-")}.example`;
    const plan = make.pick(data.plans);
    const seats = plan === "Free" ? make.integer(1, 3) : make.integer(4, 120);
    rows.push({
      workspaceId,
      id,
      externalId: String(1001 + index),
      domain,
      firstSeenAt,
      properties: {
        name,
        industry: make.pick(data.industries),
        country: make.pick(data.countries),
        plan,
        mrr: plan === "Free" ? 0 : seats * make.pick([9, 12, 19]),
        seats,
        ...(plan === "Free"
          ? { trial_ends_at: make.ago(-make.integer(-20, 30) * day).toISOString() }
          : { renews_at: make.ago(-make.integer(5, 340) * day).toISOString() }),
        ...(plan !== "Free" &&
          make.random() < 0.12 && { cancelled_at: make.ago(make.integer(2, 19) * day).toISOString() }),
      },
    });
    seeded.push({ id, domain });
  }
  await transaction.account.createMany({ data: rows });
  return seeded;
}

type SeededUser = { id: string; accountId: string; activity: number; firstSeenAt: Date; lastSeenAt: Date };

async function seedUsers(
  transaction: Transaction,
  make: Generator,
  workspaceId: string,
  accounts: SeededAccount[],
): Promise<SeededUser[]> {
  const seeded: SeededUser[] = [];
  const rows: Prisma.UserCreateManyInput[] = [];
  for (let index = 0; index < userCount; index += 1) {
    const account = accounts[index % accounts.length] as SeededAccount;
    const [first, last] = [make.pick(data.firstNames), make.pick(data.lastNames)];
    const daysKnown = make.integer(1, 200);
    const firstSeenAt = make.ago(daysKnown * day);
    const lastSeenAt = make.ago(make.integer(0, Math.min(40, daysKnown) * 24) * hour);
    const id = make.id(firstSeenAt.getTime());
    const activity = make.random() ** 2;
    const mailbox = `${first}.${last}`
      .normalize("NFD")
      .toLowerCase()
      .replace(/ø/g, "o")
      .replace(/[^a-z.]/g, "");
    rows.push({
      workspaceId,
      id,
      externalId: `u-${2001 + index}`,
      email: `${mailbox}.${index + 1}@${account.domain}`,
      firstSeenAt,
      lastSeenAt,
      properties: {
        first_name: first,
        last_name: last,
        job: make.pick(data.jobs),
        country: make.pick(data.countries),
        signed_up_at: firstSeenAt.toISOString(),
        newsletter: make.random() > 0.6,
        interests: ["notes", "templates", "api", "integrations"].filter(() => make.random() > 0.6),
      },
    });
    seeded.push({ id, accountId: account.id, activity, firstSeenAt, lastSeenAt });
  }
  await transaction.user.createMany({ data: rows });
  await transaction.accountMember.createMany({
    data: seeded.map(({ id, accountId, firstSeenAt }) => ({
      workspaceId,
      accountId,
      userId: id,
      createdAt: firstSeenAt,
    })),
  });
  // The times of an account come from its users.
  await transaction.$executeRaw`
    UPDATE "Account" a
    SET "firstSeenAt" = LEAST(a."firstSeenAt", seen."first"), "lastSeenAt" = seen."last"
    FROM (
      SELECT m."accountId", min(u."firstSeenAt") AS "first", max(u."lastSeenAt") AS "last"
      FROM "AccountMember" m
      JOIN "User" u ON u."workspaceId" = m."workspaceId" AND u."id" = m."userId"
      WHERE m."workspaceId" = ${workspaceId}
      GROUP BY m."accountId"
    ) seen
    WHERE a."workspaceId" = ${workspaceId} AND a."id" = seen."accountId"`;
  return seeded;
}

async function seedEvents(
  transaction: Transaction,
  make: Generator,
  workspaceId: string,
  groupIds: Map<string, string>,
  users: SeededUser[],
): Promise<void> {
  const definitions = data.eventDefinitions.map(([name, group]) => ({
    workspaceId,
    id: make.id(make.ago(100 * day).getTime()),
    name,
    groupId: group && groupIds.get(group),
  }));
  await transaction.eventDefinition.createMany({ data: definitions });
  // Holds each definition as often as its weight, for weighted picks.
  const weightedIndexes = data.eventDefinitions.flatMap(([, , weight], index) =>
    Array<number>(weight).fill(index),
  );
  const events: Prisma.EventCreateManyInput[] = [];
  for (const user of users) {
    const until = user.lastSeenAt.getTime();
    const from = Math.max(user.firstSeenAt.getTime(), make.ago(eventsOfDays * day).getTime());
    const count = until < from ? 0 : Math.round(2 + user.activity * 80);
    for (let i = 0; i < count; i += 1) {
      const triggeredAt = new Date(from + make.random() * (until - from));
      const definition = definitions[make.pick(weightedIndexes)] as (typeof definitions)[number];
      events.push({
        workspaceId,
        id: make.id(triggeredAt.getTime()),
        definitionId: definition.id,
        userId: user.id,
        accountId: user.accountId,
        triggeredAt,
        metadata:
          definition.name === "invoice_paid" ? { amount: make.integer(20, 900), currency: "EUR" } : {},
      });
    }
  }
  await transaction.event.createMany({ data: events });
}
