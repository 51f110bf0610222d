import { describe, expect, it } from "vitest";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { type Client, createClient } from "@/tests/support/factories/api-client";

const identification = { userId: "1" };
const upsert = (client: Client, properties: unknown) =>
  client.post("/users/upsert", { identification, properties });
const readValues = async (client: Client) => (await client.get("/users/1")).properties;

const createTexts = (name: string, count: number, value: string | null = "t".repeat(8_000)) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`${name}${i}`, value]));
const tooLarge = {
  status: 400,
  body: {
    errors: {
      fields: { properties: "The properties of one user may have 100,000 bytes of JSON together." },
    },
  },
};

describe("limits of properties", () => {
  it("returns 400 and changes nothing when a user would have more than 100,000 bytes of JSON", async () => {
    const client = await createClient();
    await upsert(client, createTexts("a", 12));
    const body = { identification, properties: createTexts("b", 1) };
    expect(await client.send("POST", "/users/upsert", body)).toMatchObject(tooLarge);
    const fresh = { identification: { userId: "2" }, properties: createTexts("a", 13) };
    expect(await client.send("POST", "/users/upsert", fresh)).toMatchObject(tooLarge);
    expect(Object.keys(await readValues(client))).toHaveLength(12);
    expect((await client.send("GET", "/users/2")).status).toBe(404);
    await upsert(client, { ...createTexts("a", 2, null), ...createTexts("b", 2) });
    expect(Object.keys(await readValues(client))).toHaveLength(12);
  });

  it("keeps 100,000 bytes when concurrent calls add different properties", async () => {
    const client = await createClient();
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        client.send("POST", "/users/upsert", { identification, properties: createTexts(`p${i}-`, 1) }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(12);
    for (const answer of answers.filter(({ status }) => status !== 201))
      expect(answer).toMatchObject(tooLarge);
    expect(Object.keys(await readValues(client))).toHaveLength(12);
  });

  it("keeps 100,000 bytes in a merge: the other contact's properties are added by name while they fit", async () => {
    const client = await createClient();
    const email = "kim@northwind.com";
    await upsert(client, { ...createTexts("a", 8), shared: "kept" });
    await client.post("/users/upsert", {
      identification: { email },
      properties: { ...createTexts("b", 8), shared: "lost" },
    });
    await client.post("/users/upsert", { identification: { ...identification, email } });
    const values = await readValues(client);
    expect(Object.keys(values).toSorted()).toEqual([
      ...Object.keys(createTexts("a", 8)),
      ...Object.keys(createTexts("b", 4)),
      "shared",
    ]);
    expect(values.shared).toBe("kept");
  });

  it("lets a contact over the limit be read and shrink, but not grow", async () => {
    const client = await createClient();
    await upsert(client, { plan: "Pro" });
    await prisma.user.updateMany({
      where: { workspaceId: client.workspaceId },
      data: { properties: createTexts("a", 100) },
    });
    expect(Object.keys(await readValues(client))).toHaveLength(100);
    const body = { identification, properties: { plan: "Pro" } };
    expect(await client.send("POST", "/users/upsert", body)).toMatchObject(tooLarge);
    await upsert(client, { a0: null, plan: "Pro" });
    expect(Object.keys(await readValues(client))).toHaveLength(100);
  });

  it("rejects the 1,001st user property of a workspace and saves the other values", async () => {
    const client = await createClient();
    await pool.query(
      `INSERT INTO "Property" ("workspaceId", "kind", "name", "label", "type")
       SELECT $1, 'user', 'p' || i, 'P', 'number' FROM generate_series(1, 998) i`,
      [client.workspaceId],
    );
    const answer = await upsert(client, { p1: 1, x: "1", p2: 2, y: "2", z: "3" });
    const why = "The workspace has 1,000 properties of users already. Use one of them.";
    expect(answer.rejected).toEqual({ z: why });
    expect(await readValues(client)).toEqual({ p1: 1, x: "1", p2: 2, y: "2" });
  });
});
