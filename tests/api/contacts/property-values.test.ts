import { describe, expect, it } from "vitest";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { type Client, createClient } from "@/tests/support/factories/api-client";

const identification = { userId: "1" };
const upsert = (client: Client, properties: unknown) =>
  client.post("/users/upsert", { identification, properties });
const readValues = async (client: Client) => (await client.get("/users/1")).properties;

describe("properties", () => {
  it("distinguish absent, null and a value: an absent one stays, null removes, a value replaces", async () => {
    const client = await createClient();
    await upsert(client, { first: "a", second: "b", third: "c" });
    await upsert(client, { second: null, third: "d" });
    expect(await readValues(client)).toEqual({ first: "a", third: "d" });
  });

  it("keep an empty string", async () => {
    const client = await createClient();
    await upsert(client, { first: "a" });
    await upsert(client, { first: "" });
    expect(await readValues(client)).toEqual({ first: "" });
  });

  it("are defined by their first value: the label from the name, the type from the value", async () => {
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
  ])("of %s (%j) convert a value when nothing is lost: %j becomes %j", async (_, first, sent, kept) => {
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
  ])("of %j reject %j with a reason and keep the other values", async (first, sent, why) => {
    const client = await createClient();
    await upsert(client, { it: first });
    expect(await upsert(client, { it: sent, other: "kept" })).toMatchObject({ rejected: { it: why } });
    expect(await readValues(client)).toEqual({ it: first, other: "kept" });
  });

  it.each(["10158423456789013", "-9007199254740993", "18446744073709551615"])(
    "store the 64-bit id %s as a string of its digits, and reject it for a number",
    async (id) => {
      const client = await createClient();
      const toBody = (properties: string) => `{"identification":{"userId":"1"},"properties":${properties}}`;
      await upsert(client, { seats: 1, text: "a", since: "2026-11-24" });
      const sent = toBody(
        `{"seats":${id},"since":${id},"text":${id},"fresh":${id},"other":9007199254740991}`,
      );
      expect((await client.post("/users/upsert", sent)).rejected).toEqual({
        seats: "Expected a number but found one with too many digits.",
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
    "are numbers when the first value is %d, and accept other numbers later",
    async (first) => {
      const client = await createClient();
      expect(await upsert(client, { it: first })).not.toHaveProperty("rejected");
      expect(await readValues(client)).toEqual({ it: first });
      expect(await upsert(client, { it: 12 })).not.toHaveProperty("rejected");
      expect(await readValues(client)).toEqual({ it: 12 });
    },
  );

  it("that are computed cannot be written or removed", async () => {
    const client = await createClient();
    const score = { kind: "user", name: "score", label: "Score", type: "number", isComputed: true } as const;
    await prisma.property.create({ data: { workspaceId: client.workspaceId, ...score } });
    for (const value of [1, null])
      expect(await upsert(client, { score: value, plan: "Pro" })).toMatchObject({
        rejected: { score: "This property is computed and read-only." },
      });
    expect(await readValues(client)).toEqual({ plan: "Pro" });
  });

  it.each(["__proto__", "constructor", "toString", "hasOwnProperty", "a.b", " ", "ключ", "💚"])(
    "may have the name %j",
    async (name) => {
      const client = await createClient();
      const toBody = (value: string) =>
        `{"identification":{"userId":"1"},"properties":{${JSON.stringify(name)}:${value}}}`;
      await client.post("/users/upsert", toBody("1"));
      const values = await readValues(client);
      expect(Object.entries(values)).toEqual([[name, 1]]);
      const { rejected } = await client.post("/users/upsert", toBody("true"));
      expect(Object.keys(rejected as object)).toEqual([name]);
      await client.post("/users/upsert", toBody("null"));
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
      "Enter at most 100 characters.",
    ],
    ["an empty name", { "": 1 }, /^properties\.$/, "This must not be empty."],
    [
      "a string of 8,193 characters",
      { it: "t".repeat(8_193) },
      /^properties\.it$/,
      "Enter at most 8192 characters.",
    ],
    [
      "a list of 101 items",
      { it: Array(101).fill("i") },
      /^properties\.it$/,
      "This may have 100 items at most.",
    ],
    [
      "a list of 300,000 empty items",
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
  ])("return 400 for %s", async (_, properties, path, message) => {
    const client = await createClient();
    const { status, body } = await client.send("POST", "/users/upsert", { identification, properties });
    expect(status).toBe(400);
    const [[field, sentence] = []] = Object.entries(body.errors?.fields ?? {});
    expect(field).toMatch(path);
    expect(sentence).toEqual(typeof message === "string" ? message : expect.stringMatching(message));
  });

  it("get one type when concurrent calls define them", async () => {
    const client = await createClient();
    const answers = await Promise.all(
      [1, "Kim", true, ["a"], 2, "2026-11-24"].map((it) =>
        client.post("/accounts/upsert", { identification: { accountId: "1" }, properties: { it } }),
      ),
    );
    expect(answers.filter(({ rejected }) => !rejected).length).toBeGreaterThanOrEqual(1);
    expect(await client.get<unknown[]>("/properties/accounts")).toHaveLength(1);
  });

  it("are all saved when concurrent calls set different ones", async () => {
    const client = await createClient();
    const names = Array.from({ length: 30 }, (_, i) => `p${i}`);
    await Promise.all(names.map((name) => upsert(client, { [name]: name })));
    expect(Object.keys(await readValues(client)).toSorted()).toEqual(names.toSorted());
  });
});
