import { describe, expect, it } from "vitest";
import { contactTables } from "@/lib/contacts/tables";
import { Prisma } from "@/lib/db/generated/client";
import { pool } from "@/lib/db/pool";
import { createId } from "@/lib/ids";
import { type Client, type Contact, createClient } from "@/tests/support/factories/api-client";

describe.each([
  {
    kind: "users",
    other: "accounts",
    id: "userId",
    alias: "email",
    text: "kim@northwind.com",
    two: "lee@acme.com",
  },
  {
    kind: "accounts",
    other: "users",
    id: "accountId",
    alias: "domain",
    text: "northwind.com",
    two: "acme.com",
  },
] as const)("identities of $kind", ({ kind, other, id, alias, text, two }) => {
  const upsert = (client: Client, identification: object, properties: object = {}) =>
    client.post(`/${kind}/upsert`, { identification, properties });
  const track = (client: Client, identification: object, name: string, otherId?: string) =>
    client.post("/track", {
      name,
      identification: {
        [kind.slice(0, -1)]: identification,
        ...(otherId && { [other.slice(0, -1)]: { [kind === "users" ? "accountId" : "userId"]: otherId } }),
      },
    });
  const list = (client: Client) => client.get<Contact[]>(`/${kind}`);
  const eventsOf = async (client: Client, externalId: string) =>
    (await client.get<{ name: string }[]>(`/${kind}/${externalId}/events`))
      .map(({ name }) => name)
      .toSorted();

  it("give an id to a contact without one", async () => {
    const client = await createClient();
    await upsert(client, { [alias]: text }, { plan: "Pro" });
    await upsert(client, { [id]: "1", [alias]: text });
    expect(await list(client)).toMatchObject([{ [id]: "1", [alias]: text, properties: { plan: "Pro" } }]);
  });

  it("merge a contact without an id into the one with it, whose own values win", async () => {
    const client = await createClient();
    await upsert(client, { [id]: "1" }, { plan: "Pro", own: 1 });
    await track(client, { [id]: "1" }, "a");
    await upsert(client, { [alias]: text }, { plan: "Free", more: 2 });
    await track(client, { [alias]: text }, "b", "X");
    await upsert(client, { [id]: "1", [alias]: text });
    expect(await list(client)).toMatchObject([
      { [id]: "1", [alias]: text, properties: { plan: "Pro", own: 1, more: 2 } },
    ]);
    expect(await eventsOf(client, "1")).toEqual(["a", "b"]);
    expect(await client.get(`/${other}/X/events`)).toMatchObject([{ name: "b" }]);
  });

  it("take the alias from a contact with another id, which keeps everything else", async () => {
    const client = await createClient();
    await upsert(client, { [id]: "1", [alias]: text }, { plan: "Pro" });
    await track(client, { [id]: "1" }, "a");
    await upsert(client, { [id]: "2", [alias]: text });
    await upsert(client, { [id]: "3", [alias]: two });
    await upsert(client, { [id]: "3", [alias]: text });
    const contacts = (await list(client)).map((contact) => [contact[id], contact[alias], contact.properties]);
    expect(contacts).toEqual([
      ["1", undefined, { plan: "Pro" }],
      ["2", undefined, {}],
      ["3", text, {}],
    ]);
    expect(await eventsOf(client, "1")).toEqual(["a"]);
  });

  it("keep the earliest firstSeenAt and the latest lastSeenAt in a merge", async () => {
    const client = await createClient();
    const seen = (identification: object, triggeredAt: string) =>
      client.post("/track", {
        name: "a",
        triggeredAt,
        identification: { [kind.slice(0, -1)]: identification },
      });
    await seen({ [id]: "1" }, "2026-03-01T00:00:00.000Z");
    await seen({ [alias]: text }, "2026-01-01T00:00:00.000Z");
    await seen({ [alias]: text }, "2026-05-01T00:00:00.000Z");
    await upsert(client, { [id]: "1", [alias]: text });
    expect(await client.get(`/${kind}/1`)).toMatchObject({
      firstSeenAt: "2026-01-01T00:00:00.000Z",
      lastSeenAt: "2026-05-01T00:00:00.000Z",
    });
  });

  it("move memberships and segments in a merge, each once; one that is not removed wins", async () => {
    const client = await createClient();
    const add = (what: "add" | "remove", identification: object, otherId: string) =>
      client.post(`/accounts/users/${what}`, {
        account: kind === "accounts" ? identification : { accountId: otherId },
        users: [{ identification: kind === "users" ? identification : { userId: otherId } }],
      });
    for (const otherId of ["both", "moved", "kept"]) {
      if (otherId !== "moved") await add("add", { [id]: "1" }, otherId);
      if (otherId !== "kept") await add("add", { [alias]: text }, otherId);
    }
    await add("remove", { [id]: "1" }, "both");
    await add("remove", { [alias]: text }, "moved");
    await addToSegments(client, kind, text);
    await upsert(client, { [id]: "1", [alias]: text });
    const others = await client.get<Contact[]>(`/${kind}/1/${other}`);
    expect(others.map(({ userId, accountId }) => userId ?? accountId).toSorted()).toEqual(["both", "kept"]);
    const segments = await client.get<{ name: string }[]>(`/${kind}/1/segments`);
    expect(segments.map(({ name }) => name).toSorted()).toEqual(["A", "B"]);
  });

  it("delete the contacts that they would merge, and no contact with another id", async () => {
    const client = await createClient();
    await upsert(client, { [id]: "1" });
    await upsert(client, { [alias]: text });
    await upsert(client, { [id]: "2", [alias]: two });
    const remove = (identification: object) => client.send("DELETE", `/${kind}`, { identification });
    expect(await remove({ [id]: "1", [alias]: two })).toMatchObject({ status: 202 });
    expect((await list(client)).map((contact) => contact[alias])).toEqual([text, two]);
    await upsert(client, { [id]: "1" });
    await remove({ [id]: "1", [alias]: text });
    expect((await list(client)).map((contact) => contact[alias])).toEqual([two]);
  });

  it("get the same response when the contact to delete does not exist", async () => {
    const client = await createClient();
    await upsert(client, { [id]: "1" });
    const remove = async (externalId: string) => {
      const { status, body } = await client.send("DELETE", `/${kind}`, {
        identification: { [id]: externalId },
      });
      return { status, message: body.message };
    };
    const answer = await remove("1");
    expect(answer.status).toBe(202);
    expect([await remove("1"), await remove("2")]).toEqual([answer, answer]);
  });

  it("delete the events of a deleted contact, except those of another contact too", async () => {
    const client = await createClient();
    await track(client, { [id]: "1" }, "own");
    await track(client, { [id]: "1" }, "shared", "X");
    await client.send("DELETE", `/${kind}`, { identification: { [id]: "1" } });
    const remaining = await client.get<object[]>(`/${other}/X/events`);
    expect(remaining).toMatchObject([{ name: "shared" }]);
    expect(remaining[0]).not.toHaveProperty(kind.slice(0, -1));
    const { rowCount } = await pool.query(`SELECT FROM "Event" WHERE "workspaceId" = $1`, [
      client.workspaceId,
    ]);
    expect(rowCount).toBe(1);
  });
});

/** Puts the contact with the id into segment A, and the contact with the alias into A and B. */
async function addToSegments(
  { workspaceId }: Client,
  kind: "users" | "accounts",
  alias: string,
): Promise<void> {
  const { table, segmentTable, foreignKey, aliasColumn } =
    contactTables[kind === "users" ? "user" : "account"];
  for (const [name, ids] of [
    ["A", ["1"]],
    ["B", []],
  ] as const) {
    const segmentId = createId();
    await pool.query(
      `INSERT INTO "Computation" ("workspaceId", "id", "kind", "name", "foldedName")
       VALUES ($1, $2, $3::"ContactKind", $4, lower($4))`,
      [workspaceId, segmentId, kind === "users" ? "user" : "account", name],
    );
    await pool.query(Prisma.sql`
      INSERT INTO ${segmentTable} ("workspaceId", "segmentId", ${foreignKey})
      SELECT ${workspaceId}, ${segmentId}, "id" FROM ${table}
      WHERE "workspaceId" = ${workspaceId} AND ("externalId" = ANY(${ids}) OR ${aliasColumn} = ${alias})`);
  }
}
