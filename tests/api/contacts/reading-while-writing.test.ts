import { Client } from "pg";
import { afterEach, beforeEach, expect, it } from "vitest";
import { catalog } from "@/app/api/catalog";
import { env } from "@/lib/env";
import { createApplicationIn, type TestApplication } from "@/tests/support/factories/application";
import { type Row, readList } from "@/tests/support/factories/contacts";
import { makeManyContacts, many, rowIdSql } from "@/tests/support/factories/many-contacts";
import { callInProcess } from "@/tests/support/servers/call-api";

const call = callInProcess(catalog);
const [users, events] = [400, 10_000];
const [writers, maxWrites] = [3, 600];

let application: TestApplication;
let clients: Client[];

beforeEach(async () => {
  application = await createApplicationIn();
  clients = Array.from({ length: writers }, () => new Client({ connectionString: env().DATABASE_URL }));
  await Promise.all(clients.map((client) => client.connect()));
  const [client] = clients;
  if (client) await makeManyContacts(client, application.workspaceId, { users, events });
});
afterEach(async () => {
  await Promise.all(clients.map((client) => client.end()));
});

/**
 * Reads a list while every writer inserts, updates and deletes rows with even numbers anywhere in it. Rows with odd
 * numbers are never written. Writes are limited: a list by last change ends only after they do.
 */
async function readWhileWriting(path: string, statements: string[]): Promise<Row[]> {
  let reading = true;
  let turn = 0;
  const writing = clients.map(async (client) => {
    while (reading && turn < maxWrites) {
      turn += 1;
      const even = 2 * ((turn * 7919) % (users / 2));
      const statement = statements[turn % statements.length] ?? "";
      await client.query(statement, [application.workspaceId, even, String(turn)]);
    }
  });
  // Leaves time for writes between two pages.
  const pause = () => new Promise((resolve) => setTimeout(resolve, 5));
  const rows = await readList(call, path, application.key, pause);
  reading = false;
  await Promise.all(writing);
  expect(turn).toBeGreaterThan(50);
  return rows;
}

// Each statement writes one row, so the writers cannot deadlock.
const rowId = rowIdSql("$2::int");
// Every statement gets three values, and PostgreSQL must know the type of each.
const values = `$1::text IS NOT NULL AND $2::int IS NOT NULL AND $3::text IS NOT NULL`;
const insertUser = `
  INSERT INTO "User" ("workspaceId", "id", "externalId", "updatedAt")
  VALUES ($1, ${rowId} || $3, 'new' || $3, clock_timestamp())`;
const updateUser = `
  UPDATE "User" SET "properties" = jsonb_build_object('turn', $3::text), "updatedAt" = clock_timestamp()
  WHERE "workspaceId" = $1 AND "id" LIKE ${rowId} || '%' AND ${values}`;
const deleteUser = `DELETE FROM "User" WHERE "workspaceId" = $1 AND "id" = ${rowId} AND ${values}`;

const odd = Array.from({ length: users / 2 }, (_, i) => String(2 * i + 1));
const oddIdsOf = (rows: Row[]) =>
  rows.map(({ userId }) => String(userId)).filter((id) => /^\d+$/.test(id) && Number(id) % 2 === 1);

it.each([
  ["of all users", "/users?limit=7"],
  ["of users by last change", "/users?limit=7&updatedSince=2026-01-01T00:00:00Z"],
])("a list %s has every unchanged user exactly once", async (_, path) => {
  const seen = oddIdsOf(await readWhileWriting(path, [insertUser, updateUser, deleteUser]));
  expect(seen.toSorted()).toEqual(odd.toSorted());
});

it("a segment has every unchanged member exactly once", async () => {
  const { workspaceId } = application;
  // Users with even numbers are in the segment already.
  await clients[0]?.query(
    `INSERT INTO "SegmentUser" SELECT "workspaceId", '${many.segment}', "id" FROM "User"
     WHERE "workspaceId" = $1 AND "externalId"::int % 2 = 1`,
    [workspaceId],
  );
  const enter = `
    INSERT INTO "SegmentUser" ("workspaceId", "segmentId", "userId")
    SELECT $1, '${many.segment}', "id" FROM "User" WHERE "workspaceId" = $1 AND "id" = ${rowId} AND ${values}
    ON CONFLICT DO NOTHING`;
  const leave = `
    DELETE FROM "SegmentUser"
    WHERE "workspaceId" = $1 AND "segmentId" = '${many.segment}' AND "userId" = ${rowId} AND ${values}`;
  const statements = [leave, enter, updateUser];
  const seen = oddIdsOf(await readWhileWriting(`/users?limit=7&segmentId=${many.segment}`, statements));
  expect(seen.toSorted()).toEqual(odd.toSorted());
});

it("an account has every unchanged user exactly once", async () => {
  await clients[0]?.query(
    `INSERT INTO "AccountMember" ("workspaceId", "accountId", "userId")
     SELECT "workspaceId", ${rowIdSql("1")}, "id" FROM "User" WHERE "workspaceId" = $1 ON CONFLICT DO NOTHING`,
    [application.workspaceId],
  );
  const toggle = `
    UPDATE "AccountMember" SET "removedAt" = CASE WHEN "removedAt" IS NULL THEN now() END
    WHERE "workspaceId" = $1 AND "accountId" = ${rowIdSql("1")} AND "userId" = ${rowId} AND ${values}`;
  const seen = oddIdsOf(await readWhileWriting("/accounts/1/users?limit=7", [toggle, deleteUser]));
  expect(seen.toSorted()).toEqual(odd.toSorted());
});

it.each([
  ["", ["common", "rare"]],
  [`&name=${many.commonName}`, ["common"]],
])(
  "an account's events%s have every unchanged event exactly once, newest first",
  async (filter, definitions) => {
    const { rows: before } = await (clients[0] as Client).query<{ id: string }>(
      `SELECT "id" FROM "Event" WHERE "workspaceId" = $1 AND "accountId" = ${rowIdSql("0")}
       AND "definitionId" = ANY($2) ORDER BY "triggeredAt" DESC, "id" DESC`,
      [application.workspaceId, definitions],
    );
    expect(before.length).toBeGreaterThan(500);
    const insertEvent = `
      INSERT INTO "Event" ("workspaceId", "id", "definitionId", "accountId", "triggeredAt")
      VALUES ($1, 'new' || $3, 'common', ${rowIdSql("0")},
              timestamptz '2026-01-01T00:00:00Z' + make_interval(secs => $2 * 10))`;
    const updateEvent = `
      UPDATE "Event" SET "triggeredAt" = "triggeredAt" + interval '7 minutes'
      WHERE "workspaceId" = $1 AND "id" = 'new' || ($3::int - 2) AND ${values}`;
    const deleteEvent = `DELETE FROM "Event" WHERE "workspaceId" = $1 AND "id" = 'new' || ($3::int - 5) AND ${values}`;
    const statements = [insertEvent, insertEvent, updateEvent, deleteEvent];
    const rows = await readWhileWriting(`/accounts/${many.busyAccount}/events?limit=17${filter}`, statements);
    const seen = rows.map(({ id }) => String(id)).filter((id) => !id.startsWith("new"));
    expect(seen).toEqual(before.map(({ id }) => id));
  },
);
