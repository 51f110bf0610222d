import { expect, it } from "vitest";
import { pool } from "@/lib/db/pool";
import { createId } from "@/lib/ids";
import { type Client, createClient } from "@/tests/support/factories/api-client";

const link = (client: Client, deviceId: string, identification: object) =>
  client.post("/link", { deviceId, identification });
const eventsOf = async (client: Client, userId: string) =>
  (await client.get<{ metadata: { n: number } }[]>(`/users/${userId}/events`))
    .map(({ metadata }) => metadata.n)
    .toSorted();

it("link gives a device's events to the user, and creates the user if unknown", async () => {
  const client = await createClient();
  await visit(client, "d", 1, "2026-01-01T00:00:00.000Z");
  await link(client, "d", { userId: "1", email: "kim@northwind.com" });
  expect(await eventsOf(client, "1")).toEqual([1]);
  const { updatedAt, ...user } = await client.get("/users/1");
  expect(user).toMatchObject({ email: "kim@northwind.com", firstSeenAt: "2026-01-01T00:00:00.000Z" });
  await visit(client, "d", 2);
  await link(client, "d", { userId: "1" });
  expect(await eventsOf(client, "1")).toEqual([1, 2]);
  expect((await client.get("/users/1")).updatedAt).toBe(updatedAt);
});

it("link leaves the events of an earlier user of the device to that user", async () => {
  const client = await createClient();
  await visit(client, "d", 1);
  await link(client, "d", { userId: "1" });
  await visit(client, "d", 2);
  await link(client, "d", { userId: "2" });
  expect(await eventsOf(client, "1")).toEqual([1]);
  expect(await eventsOf(client, "2")).toEqual([2]);
});

it("deleting a user deletes their device, but no events of other contacts", async () => {
  const client = await createClient();
  await visit(client, "d", 1);
  await link(client, "d", { userId: "1" });
  await client.post("/track", {
    name: "a",
    identification: { user: { userId: "2" }, account: { accountId: "7" } },
  });
  await pool.query(
    `UPDATE "Event" SET "deviceId" = 'd', "userId" = (SELECT "id" FROM "User" WHERE "workspaceId" = $1 AND "externalId" = '1')
     WHERE "workspaceId" = $1 AND "accountId" IS NOT NULL`,
    [client.workspaceId],
  );
  await visit(client, "d", 2);
  await link(client, "d", { userId: "2" });
  await client.send("DELETE", "/users", { identification: { userId: "2" } });
  expect(await eventsOf(client, "1")).toHaveLength(2);
  await client.send("DELETE", "/users", { identification: { userId: "1" } });
  expect(await client.get("/accounts/7/events")).toHaveLength(1);
  const { rows } = await pool.query(
    `SELECT (SELECT count(*) FROM "Event" WHERE "workspaceId" = $1)::int AS events,
            (SELECT count(*) FROM "Device" WHERE "workspaceId" = $1)::int AS devices`,
    [client.workspaceId],
  );
  expect(rows).toEqual([{ events: 1, devices: 0 }]);
});

it("a merge moves the devices of the merged user", async () => {
  const client = await createClient();
  await visit(client, "d", 1);
  await link(client, "d", { email: "kim@northwind.com" });
  await client.post("/users/upsert", { identification: { userId: "1" } });
  await client.post("/users/upsert", { identification: { userId: "1", email: "kim@northwind.com" } });
  expect(await eventsOf(client, "1")).toEqual([1]);
  const { rowCount } = await pool.query(`SELECT FROM "Device" WHERE "workspaceId" = $1`, [
    client.workspaceId,
  ]);
  expect(rowCount).toBe(1);
});

/** Records an anonymous event on a device, as the tracker does. */
async function visit({ workspaceId }: Client, deviceId: string, n: number, time?: string): Promise<void> {
  const definitionId = createId();
  for (const [text, values] of [
    [`INSERT INTO "EventDefinition" ("workspaceId", "id", "name") VALUES ($1, $2, $2)`, [definitionId]],
    [`INSERT INTO "Device" ("workspaceId", "id") VALUES ($1, $2) ON CONFLICT DO NOTHING`, [deviceId]],
    [
      `INSERT INTO "Event" ("workspaceId", "id", "definitionId", "deviceId", "triggeredAt", "metadata")
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [createId(), definitionId, deviceId, time ?? new Date(), JSON.stringify({ n })],
    ],
  ] as const)
    await pool.query(text, [workspaceId, ...values]);
}
