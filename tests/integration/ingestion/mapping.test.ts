import { expect, it } from "vitest";
import { createSender } from "@/tests/support/factories/sender";

it("stores an identify, a group and a track of one batch in their order", async () => {
  const { client, send, read } = await createSender();
  const results = await send([
    { type: "track", anonymousId: "d1", event: "Opened", timestamp: "2026-11-01T10:00:00Z" },
    { type: "identify", userId: "u1", anonymousId: "d1", traits: { email: "kim@example.com", plan: "Pro" } },
    { type: "group", userId: "u1", groupId: "a1", traits: { name: "Acme", website: "https://www.acme.com" } },
    {
      ...{ type: "track", userId: "u1", event: "Paid", timestamp: "2026-11-02T10:00:00Z" },
      ...{ context: { groupId: "a1" }, properties: { amount: 3 } },
    },
    { type: "track", userId: "u2", event: "Paid" },
  ]);
  expect(results.map(({ outcome }) => outcome)).toEqual(Array(5).fill("accepted"));
  expect(await client.get("/users/u1")).toMatchObject({
    ...{ userId: "u1", email: "kim@example.com", properties: { plan: "Pro" } },
    firstSeenAt: "2026-11-01T10:00:00.000Z",
  });
  expect(await client.get("/accounts/a1")).toMatchObject({
    domain: "acme.com",
    properties: { name: "Acme" },
  });
  expect(
    await read(
      `SELECT d."name", u."externalId" AS "user", a."externalId" AS "account", e."deviceId" AS "device", e."metadata"
       FROM "Event" e JOIN "EventDefinition" d ON d."workspaceId" = $1 AND d."id" = e."definitionId"
       LEFT JOIN "User" u ON u."workspaceId" = $1 AND u."id" = e."userId"
       LEFT JOIN "Account" a ON a."workspaceId" = $1 AND a."id" = e."accountId"
       WHERE e."workspaceId" = $1 ORDER BY e."id"`,
    ),
  ).toEqual([
    { name: "Opened", user: "u1", account: null, device: "d1", metadata: {} },
    { name: "Paid", user: "u1", account: "a1", device: null, metadata: { amount: 3 } },
    { name: "Paid", user: "u2", account: null, device: null, metadata: {} },
  ]);
  expect(
    await read(
      `SELECT "outcome", sum("messages")::int AS "n" FROM "ConnectorCount" WHERE "workspaceId" = $1 GROUP BY 1`,
    ),
  ).toEqual([{ outcome: "accepted", n: 5 }]);
  expect(await read(`SELECT count(*)::int AS "n" FROM "ConnectorMessage" WHERE "workspaceId" = $1`)).toEqual([
    { n: 5 },
  ]);
});
