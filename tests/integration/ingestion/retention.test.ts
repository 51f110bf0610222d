import { expect, it } from "vitest";
import type { Retention } from "@/lib/db/day-expiry";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { deleteExpiredMessages, messagePartitions } from "@/lib/ingestion/retention/mutations";
import { listRetentions } from "@/lib/logs/retention/maintenance";
import { day, hour } from "@/lib/time";
import { purgeDeletedWorkspaces } from "@/lib/workspaces/retention/mutations";
import { createSender, type Sender } from "@/tests/support/factories/sender";
import { idAt } from "@/tests/support/factories/stored-call";
import { dumpWorkspace } from "@/tests/support/matchers/dump-workspace";

const never = new AbortController().signal;
const today = Math.floor(Date.now() / day) * day;
const daysAgo = (days: number) => new Date(Date.now() - days * day);

async function createSenderThatKeeps(logDays: number): Promise<Sender> {
  const sender = await createSender();
  await prisma.workspace.update({ where: { id: sender.client.workspaceId }, data: { logDays } });
  return sender;
}

/** A message and its count of each of these days. */
async function insertMessages({ source }: Sender, days: readonly number[]): Promise<void> {
  const ids = days.map((each) => idAt(daysAgo(each)));
  await messagePartitions.createFor(ids);
  await pool.query(
    `INSERT INTO "ConnectorMessage"
     SELECT $1, $2, "id", 'accepted', '', 'track', 'm', 'Paid', 'u1', '{}', 'lib', 0, '{}' FROM unnest($3::text[]) "id"`,
    [source.workspaceId, source.id, ids],
  );
  await pool.query(
    `INSERT INTO "ConnectorCount"
     SELECT $1, $2, date_trunc('hour', "time"), 'accepted', '', 0, 1 FROM unnest($3::timestamptz[]) "time"`,
    [source.workspaceId, source.id, days.map(daysAgo)],
  );
}

async function readDays({ read }: Sender) {
  const messages = await read<{ id: string }>(
    `SELECT "id" FROM "ConnectorMessage" WHERE "workspaceId" = $1 ORDER BY "id"`,
  );
  const counts = await read(`SELECT FROM "ConnectorCount" WHERE "workspaceId" = $1`);
  return { messages: messages.length, counts: counts.length };
}

/** Only of these workspaces: other files use the database. */
async function listRetentionsOf(senders: readonly Sender[]): Promise<Retention[]> {
  const ids = new Set<string>(senders.map(({ client }) => client.workspaceId));
  return (await listRetentions()).filter(({ workspaceId }) => ids.has(workspaceId));
}

it("several processes create the partitions of today and the next seven days", async () => {
  await Promise.all(Array.from({ length: 5 }, () => messagePartitions.createAhead()));
  const starts = (await messagePartitions.list(pool)).map(({ start }) => start.getTime());
  for (let index = 0; index <= 7; index += 1) expect(starts).toContain(today + index * day);
});

it("deletes messages and counts as long as each workspace keeps its log, and drops days that none keeps", async () => {
  const [short, long] = [await createSenderThatKeeps(7), await createSenderThatKeeps(30)];
  const days = [1, 6.9, 7.1, 20, 29.9, 30.1, 40];
  for (const sender of [short, long]) await insertMessages(sender, days);
  const retentions = await listRetentionsOf([short, long]);
  expect(await deleteExpiredMessages(retentions, never)).toBe(true);
  expect(await readDays(short)).toEqual({ messages: 2, counts: 2 });
  expect(await readDays(long)).toEqual({ messages: 5, counts: 5 });
  const oldest = (await messagePartitions.list(pool))[0]?.start.getTime() ?? 0;
  expect(oldest).toBeGreaterThanOrEqual(today - 31 * day);
});

it("forgets after seven days that a message was accepted", async () => {
  const sender = await createSender();
  const track = (messageId: string) => ({ type: "track", userId: "u1", event: "Paid", messageId });
  await sender.send([track("old"), track("recent")]);
  const age = async (messageId: string, milliseconds: number) =>
    pool.query(
      `UPDATE "AcceptedMessage" SET "receivedAt" = $3 WHERE "workspaceId" = $1 AND "messageId" = $2`,
      [sender.client.workspaceId, messageId, new Date(Date.now() - milliseconds)],
    );
  await age("old", 7 * day + hour);
  await age("recent", 7 * day - hour);
  await deleteExpiredMessages(await listRetentionsOf([sender]), never);
  const results = await sender.send([track("old"), track("recent")]);
  expect(results.map(({ outcome }) => outcome)).toEqual(["accepted", "duplicate"]);
});

it("leaves no row of a connector in a purged workspace", async () => {
  const [sender, other] = [await createSender(), await createSender()];
  for (const { send } of [sender, other])
    await send([{ type: "track", userId: "u1", anonymousId: "d1", event: "Paid" }]);
  const { workspaceId } = sender.client;
  await prisma.workspace.update({ where: { id: workspaceId }, data: { deletedAt: daysAgo(31) } });
  await purgeDeletedWorkspaces();
  const rows = await dumpWorkspace(workspaceId);
  expect(Object.keys(rows)).toEqual(
    expect.arrayContaining(["AcceptedMessage", "Connector", "ConnectorCount", "ConnectorMessage"]),
  );
  expect(Object.values(rows).flat()).toEqual([]);
  expect(await readDays(other)).toEqual({ messages: 1, counts: 1 });
});
