import { beforeAll, describe, expect, it } from "vitest";
import { createApplicationIn } from "@/tests/support/factories/application";
import { specimen } from "@/tests/support/factories/specimen";
import { callInProcess } from "@/tests/support/servers/call-api";

const call = callInProcess([specimen]);
let key: string;

beforeAll(async () => {
  ({ key } = await createApplicationIn());
});

type Sent = {
  path?: string;
  query?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer>;
};

async function send({ path = "/specimens/1", query = "", headers = {}, body = '{"length":2}' }: Sent) {
  const response = await call(path + query, { method: "POST", key, headers, body });
  return { status: response.status, headers: response.headers, json: await response.json() };
}

describe("a body", () => {
  it.each([
    ["has a byte order mark", { body: '\uFEFF{"length":2}' }],
    ["declares UTF-8", { headers: { "content-type": 'Application/JSON; Charset="utf-8"' } }],
    ["has a +json type", { headers: { "content-type": "application/vnd.api+json" } }],
    ["declares the identity encoding", { headers: { "content-encoding": "identity" } }],
  ])("is accepted if it %s", async (_, sent: Sent) => {
    expect((await send(sent)).status).toBe(201);
  });

  it.each([
    ["is not UTF-8", Uint8Array.from([0x22, 0xe9, 0x22]), "body", /UTF-8/],
    ["is truncated", '{"length":', "body", /not valid JSON/],
    ["has a name twice", '{"length":1,"length":2}', "length", /comes twice/],
    ["has a NUL", '{"length":1,"parts":[{"name":"\\u0000"}]}', "parts.0.name", /NUL/],
    ["has half of a surrogate pair in a name", '{"\\ud800":1}', "\uFFFD", /surrogate/],
    ["has an infinite number", '{"length":1e999}', "length", /too large/],
    ["is nested too deeply", "[".repeat(33) + "]".repeat(33), ".0".repeat(33).slice(1), /deeper than 32/],
    ["has the name __proto__", '{"length":1,"__proto__":{"a":1}}', "__proto__", /Unknown field/],
    ["has an inherited name", '{"length":1,"constructor":{}}', "constructor", /Unknown field/],
  ])("returns 400 with the field's name if it %s", async (_, body, field, message) => {
    const { status, json } = await send({ body });
    expect(status).toBe(400);
    expect(Object.entries(json.errors.fields)).toEqual([[field, expect.stringMatching(message)]]);
  });

  it.each([
    ["has no type", { "content-type": "" }, /Send JSON/],
    ["is a form", { "content-type": "application/x-www-form-urlencoded" }, /Send JSON/],
    ["has a type that begins like JSON", { "content-type": "application/json-seq" }, /Send JSON/],
    ["is in another charset", { "content-type": "application/json; charset=utf-16le" }, /UTF-8/],
    ["is compressed", { "content-encoding": "gzip" }, /Content-Encoding/],
    ["is compressed twice", { "content-encoding": "identity, br" }, /Content-Encoding/],
  ])("returns 415 if it %s", async (_, headers, message) => {
    const { status, json } = await send({ headers });
    expect(status).toBe(415);
    expect(json.message).toMatch(message);
  });

  it("with many errors gets the first hundred, with shortened names", async () => {
    const names = Array.from({ length: 1_000 }, (_, i) => [`${i}${"long".repeat(100)}`, 1]);
    const { status, json } = await send({ body: JSON.stringify(Object.fromEntries(names)) });
    expect(status).toBe(400);
    expect(Object.keys(json.errors.fields)).toHaveLength(100);
    expect(JSON.stringify(json).length).toBeLessThan(40_000);
  });
});

describe("a parameter", () => {
  it.each([
    ["a NUL in the path", { path: "/specimens/a%00b" }, "path", "specimenId"],
    ["a NUL in the query", { query: "?unit=%00" }, "query", "unit"],
    ["a NUL in a name", { query: "?%00=1" }, "query", "\uFFFD"],
    ["a repeated name", { query: "?unit=mm&unit=mm" }, "query", "unit"],
    ["the name __proto__", { query: "?__proto__=1" }, "query", "__proto__"],
    ["half of a surrogate pair in the query", { query: "?unit=%ED%A0%80" }, "query", "unit"],
  ])("returns 400 for %s", async (_, sent: Sent, location, name) => {
    const { status, json } = await send(sent);
    expect(status).toBe(400);
    expect(Object.keys(json.errors.parameters[location])).toEqual([name]);
  });

  it("with half of a surrogate pair is an unknown path", async () => {
    expect((await send({ path: "/specimens/%ED%A0%80" })).status).toBe(404);
  });

  it("is reported together with all other errors in one response", async () => {
    const { status, json } = await send({
      path: "/specimens/%00",
      query: "?unit=mile",
      headers: { "idempotency-key": "" },
      body: '{"length":1,"length":1}',
    });
    expect(status).toBe(400);
    expect(json.errors).toMatchObject({
      fields: { length: expect.any(String) },
      parameters: {
        path: { specimenId: expect.any(String) },
        query: { unit: expect.any(String) },
        header: { "Idempotency-Key": expect.any(String) },
      },
    });
  });
});
