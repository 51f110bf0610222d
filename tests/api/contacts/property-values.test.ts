import { describe, expect, it } from "vitest";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { type Client, createClient } from "@/tests/support/factories/api-client";

const identification = { userId: "1" };
const upsert = (client: Client, properties: unknown) =>
  client.post("/users/upsert", { identification, properties });
const readValues = async (client: Client) => (await client.get("/users/1")).properties;

describe("Properties", () => {
  it("tell absent, null and a value apart: what is not named stays, null removes, a value replaces", async () => {
    const client = await createClient();
    await upsert(client, { first: "a", second: "b", third: "c" });
    await upsert(client, { second: null, third: "d" });
    expect(await readValues(client)).toEqual({ first: "a", third: "d" });
  });

  it("keep an empty text as a value", async () => {
    const client = await createClient();
    await upsert(client, { first: "a" });
    await upsert(client, { first: "" });
    expect(await readValues(client)).toEqual({ first: "" });
  });

  it("define themselves at first sight: a label from the name, a type from the value", async () => {
    const client = await createClient();
    await upsert(client, {
      renews_at: "2027-01-31T00:00:00Z",
      isAdmin: true,
      "plan.seats": 5,
      tags: ["a"],
      gone: null,
    });
    expect(await client.get<unknown>("/properties/users")).toEqual([
      { name: "isAdmin", label: "Is admin", isComputed: false },
      { name: "plan.seats", label: "Plan seats", isComputed: false },
      { name: "renews_at", label: "Renews at", isComputed: false },
      { name: "tags", label: "Tags", isComputed: false },
    ]);
    const { rows } = await pool.query(
      `SELECT "type" FROM "Property" WHERE "workspaceId" = $1 ORDER BY "name"`,
      [client.workspaceId],
    );
    expect(rows.map(({ type }) => type)).toEqual(["boolean", "number", "date", "list"]);
  });

  it.each([
    ["a number", 1, "399", 399],
    ["a number", 1, "-1.50", -1.5],
    ["a number", 1, "0.30000000000000004", 0.30000000000000004],
    ["a number", 1, 1e21, 1e21],
    ["a number", 1, 1e20, 1e20],
    ["a number", 1, -1e16, -1e16],
    ["a number", 1, "1e+21", 1e21],
    ["a number", 1, "100000000000000000000", 1e20],
    ["a number", 1, 1.7976931348623157e308, 1.7976931348623157e308],
    ["a string", "Kim", 1e21, "1e+21"],
    ["a boolean", false, "true", true],
    ["a boolean", true, "false", false],
    ["a string", "Kim", 5, "5"],
    ["a string", "Kim", false, "false"],
    ["a date", "2026-11-24", "2026-11-24T09:30:00.123456", "2026-11-24T09:30:00.123Z"],
    ["a date", "2026-11-24", "2026-11-24T09:30:00+02:00", "2026-11-24T07:30:00.000Z"],
    ["a date", "2026-11-24", "2026-11-24T09:30:00.123+0200", "2026-11-24T07:30:00.123Z"],
    ["a date", "2026-11-24", "2026-11-24T09:30:00-05", "2026-11-24T14:30:00.000Z"],
    ["a date", "2026-11-24", "2026-11-24T09:30Z", "2026-11-24T09:30:00.000Z"],
    ["a date", "2026-11-24T00:00:00Z", "2026-11-25", "2026-11-25"],
    ["a date", "2026-11-24T00:00+0000", "2026-11-25", "2026-11-25"],
  ])("take for %s (%j) what becomes one without loss: %j is %j", async (_, first, sent, kept) => {
    const client = await createClient();
    await upsert(client, { it: first });
    expect(await upsert(client, { it: sent })).not.toHaveProperty("rejected");
    expect(await readValues(client)).toEqual({ it: kept });
  });

  it.each([
    ["2026-11-24", true, "Expected a date but found a boolean."],
    ["2026-11-24", "tomorrow", "Expected a date but found a string."],
    ["2026-11-24", 1_795_000_000, "Expected a date but found a number."],
    [1, "007", "Expected a number but found a string."],
    [1, "9007199254740993", "Expected a number but found a string."],
    [1, "1e999", "Expected a number but found a string."],
    [1, "1e-999", "Expected a number but found a string."],
    [1, "0.12345678901234567890", "Expected a number but found a string."],
    [1, "", "Expected a number but found an empty string."],
    [1, true, "Expected a number but found a boolean."],
    [true, "yes", "Expected a boolean but found a string."],
    [true, "constructor", "Expected a boolean but found a string."],
    [true, 1, "Expected a boolean but found a number."],
    ["Kim", ["Kim"], "Expected a string but found a list."],
    [["Kim"], "Kim", "Expected a list but found a string."],
  ])("of %j reject %j, say why, and keep the rest", async (first, sent, why) => {
    const client = await createClient();
    await upsert(client, { it: first });
    expect(await upsert(client, { it: sent, other: "kept" })).toMatchObject({ rejected: { it: why } });
    expect(await readValues(client)).toEqual({ it: first, other: "kept" });
  });

  it.each(["10158423456789013", "-9007199254740993", "18446744073709551615"])(
    "keep the id %s, which no double holds exactly, as the text of its digits, and reject it for a number",
    async (id) => {
      const client = await createClient();
      const spelled = (properties: string) => `{"identification":{"userId":"1"},"properties":${properties}}`;
      await upsert(client, { seats: 1, text: "a", since: "2026-11-24" });
      const sent = spelled(
        `{"seats":${id},"since":${id},"text":${id},"fresh":${id},"other":9007199254740991}`,
      );
      expect((await client.post("/users/upsert", sent)).rejected).toEqual({
        seats: "Expected a number but found one with more digits than a number can keep.",
        since: "Expected a date but found a number.",
      });
      expect(await readValues(client)).toEqual({
        seats: 1,
        since: "2026-11-24",
        text: id,
        fresh: id,
        other: 2 ** 53 - 1,
      });
    },
  );

  it.each([1e20, 1e21, -1e21, 1.5e300, 1e-7])(
    "are numbers where the first value is %d, and take others afterwards",
    async (first) => {
      const client = await createClient();
      expect(await upsert(client, { it: first })).not.toHaveProperty("rejected");
      expect(await readValues(client)).toEqual({ it: first });
      expect(await upsert(client, { it: 12 })).not.toHaveProperty("rejected");
      expect(await readValues(client)).toEqual({ it: 12 });
    },
  );

  it("that are computed cannot be written, nor removed", async () => {
    const client = await createClient();
    const score = { kind: "user", name: "score", label: "Score", type: "number", isComputed: true } as const;
    await prisma.property.create({ data: { workspaceId: client.workspaceId, ...score } });
    for (const value of [1, null])
      expect(await upsert(client, { score: value, plan: "Pro" })).toMatchObject({
        rejected: { score: "This property is computed, and cannot be written." },
      });
    expect(await readValues(client)).toEqual({ plan: "Pro" });
  });

  it.each(["__proto__", "constructor", "toString", "hasOwnProperty", "a.b", " ", "ключ", "💚"])(
    "may be called %j as well as anything else",
    async (name) => {
      const client = await createClient();
      const named = (value: string) =>
        `{"identification":{"userId":"1"},"properties":{${JSON.stringify(name)}:${value}}}`;
      await client.post("/users/upsert", named("1"));
      const values = await readValues(client);
      expect(Object.entries(values)).toEqual([[name, 1]]);
      const { rejected } = await client.post("/users/upsert", named("true"));
      expect(Object.keys(rejected as object)).toEqual([name]);
      await client.post("/users/upsert", named("null"));
      expect(Object.keys(await readValues(client))).toEqual([]);
    },
  );

  it("count an emoji as one character, as JSON Schema does", async () => {
    const client = await createClient();
    expect(await upsert(client, { ["💚".repeat(100)]: "💚".repeat(8_192) })).not.toHaveProperty("rejected");
    const body = { identification, properties: { it: "💚".repeat(8_193) } };
    expect((await client.send("POST", "/users/upsert", body)).status).toBe(400);
  });

  it.each([
    [
      "a name of 101 characters",
      { ["n".repeat(101)]: 1 },
      /^properties\.n+$/,
      "This may have 100 characters at most.",
    ],
    ["an empty name", { "": 1 }, /^properties\.$/, "This must not be empty."],
    [
      "a text of 8,193 characters",
      { it: "t".repeat(8_193) },
      /^properties\.it$/,
      "This may have 8192 characters at most.",
    ],
    [
      "a list of 101 items",
      { it: Array(101).fill("i") },
      /^properties\.it$/,
      "This may have 100 items at most.",
    ],
    [
      "a list of as many empty items as there is room for",
      { it: Array(300_000).fill("") },
      /^properties\.it\.1000$/,
      "A list or an object may have 1,000 values at most.",
    ],
    ["a list with an empty item", { it: ["a", ""] }, /^properties\.it\.1$/, "This must not be empty."],
    ["a list with a number", { it: ["a", 1] }, /^properties\.it$/, /^Expected a string, a number, /],
    ["an object", { it: {} }, /^properties\.it$/, /^Expected a string, a number, /],
    [
      "251 names",
      Object.fromEntries(Array.from({ length: 251 }, (_, i) => [i, i])),
      /^properties$/,
      "This may have 250 names at most.",
    ],
    ["a list of properties", [{ it: 1 }], /^properties$/, "Expected an object."],
    ["no properties at all", null, /^properties$/, "Expected an object."],
  ])("refuse %s", async (_, properties, path, message) => {
    const client = await createClient();
    const { status, body } = await client.send("POST", "/users/upsert", { identification, properties });
    expect(status).toBe(400);
    const [[field, sentence] = []] = Object.entries(body.errors?.fields ?? {});
    expect(field).toMatch(path);
    expect(sentence).toEqual(typeof message === "string" ? message : expect.stringMatching(message));
  });

  const texts = (name: string, count: number, value: string | null = "t".repeat(8_000)) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`${name}${i}`, value]));
  const tooLarge = {
    status: 400,
    body: {
      errors: {
        fields: { properties: "The properties of one user may have 100,000 bytes of JSON together." },
      },
    },
  };

  it("of one user have 100,000 bytes of JSON at most: a call that adds more is rejected with 400 and changes nothing", async () => {
    const client = await createClient();
    await upsert(client, texts("a", 12));
    const body = { identification, properties: texts("b", 1) };
    expect(await client.send("POST", "/users/upsert", body)).toMatchObject(tooLarge);
    const fresh = { identification: { userId: "2" }, properties: texts("a", 13) };
    expect(await client.send("POST", "/users/upsert", fresh)).toMatchObject(tooLarge);
    expect(Object.keys(await readValues(client))).toHaveLength(12);
    expect((await client.send("GET", "/users/2")).status).toBe(404);
    await upsert(client, { ...texts("a", 2, null), ...texts("b", 2) });
    expect(Object.keys(await readValues(client))).toHaveLength(12);
  });

  it("stay below 100,000 bytes when calls add different ones at the same moment", async () => {
    const client = await createClient();
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        client.send("POST", "/users/upsert", { identification, properties: texts(`p${i}-`, 1) }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(12);
    for (const answer of answers.filter(({ status }) => status !== 201))
      expect(answer).toMatchObject(tooLarge);
    expect(Object.keys(await readValues(client))).toHaveLength(12);
  });

  it("of a contact that becomes part of another are taken over in the order of their names, as far as they fit", async () => {
    const client = await createClient();
    const email = "kim@northwind.com";
    await upsert(client, { ...texts("a", 8), shared: "kept" });
    await client.post("/users/upsert", {
      identification: { email },
      properties: { ...texts("b", 8), shared: "lost" },
    });
    await client.post("/users/upsert", { identification: { ...identification, email } });
    const values = await readValues(client);
    expect(Object.keys(values).toSorted()).toEqual([
      ...Object.keys(texts("a", 8)),
      ...Object.keys(texts("b", 4)),
      "shared",
    ]);
    expect(values.shared).toBe("kept");
  });

  it("that are larger from earlier times can be read, may shrink, and do not grow", async () => {
    const client = await createClient();
    await upsert(client, { plan: "Pro" });
    await prisma.user.updateMany({
      where: { workspaceId: client.workspaceId },
      data: { properties: texts("a", 100) },
    });
    expect(Object.keys(await readValues(client))).toHaveLength(100);
    const body = { identification, properties: { plan: "Pro" } };
    expect(await client.send("POST", "/users/upsert", body)).toMatchObject(tooLarge);
    await upsert(client, { a0: null, plan: "Pro" });
    expect(Object.keys(await readValues(client))).toHaveLength(100);
  });

  it("are at most 1,000 of users in a workspace: a new one is rejected, everything else is kept", async () => {
    const client = await createClient();
    await pool.query(
      `INSERT INTO "Property" ("workspaceId", "kind", "name", "label", "type")
       SELECT $1, 'user', 'p' || i, 'P', 'number' FROM generate_series(1, 998) i`,
      [client.workspaceId],
    );
    const answer = await upsert(client, { p1: 1, x: "1", p2: 2, y: "2", z: "3" });
    const why = "The workspace has 1,000 properties of users already, and takes no new ones.";
    expect(answer.rejected).toEqual({ z: why });
    expect(await readValues(client)).toEqual({ p1: 1, x: "1", p2: 2, y: "2" });
  });

  it("have one type, also when two calls see them first at the same moment", async () => {
    const client = await createClient();
    const answers = await Promise.all(
      [1, "Kim", true, ["a"], 2, "2026-11-24"].map((it) =>
        client.post("/accounts/upsert", { identification: { accountId: "1" }, properties: { it } }),
      ),
    );
    expect(answers.filter(({ rejected }) => !rejected).length).toBeGreaterThanOrEqual(1);
    expect(await client.get<unknown[]>("/properties/accounts")).toHaveLength(1);
  });

  it("are all kept when calls that set different ones come at the same moment", async () => {
    const client = await createClient();
    const names = Array.from({ length: 30 }, (_, i) => `p${i}`);
    await Promise.all(names.map((name) => upsert(client, { [name]: name })));
    expect(Object.keys(await readValues(client)).toSorted()).toEqual(names.toSorted());
  });
});
