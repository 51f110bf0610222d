import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { POST as createApplicationEndpoint } from "@/app/api/management/applications/route";
import { type Endpoint, type EndpointSpec, methods } from "@/lib/api/endpoint-spec";
import { pool } from "@/lib/db/pool";
import { createId } from "@/lib/ids";
import { createKey } from "@/lib/keys/secret";
import { createKeyFor, usedKeys } from "@/tests/support/factories/application";
import { type ExampleCall, type Json, readDocument } from "@/tests/support/matchers/api-document";
import { findTablesWith } from "@/tests/support/matchers/search-database";
import type { CallApi } from "@/tests/support/servers/call-api";
import {
  createEndpointWorld,
  createFilledWorld,
  createRejectedKeysWorld,
  type EndpointWorld,
  type RejectedKeysWorld,
  type World,
} from "./contract-world";

/** The rate limit of a workspace in these tests, in calls per minute. */
export const limit = 40;
process.env.RATE_LIMIT_PER_MINUTE = String(limit);

export type ApiUnderTest = {
  call: CallApi;
  /** The output of the server process so far. */
  output: () => string;
  close: () => Promise<unknown>;
};

type Coverage = {
  /** Endpoints that are tested in full. The others: documented call, unknown key and log only. */
  inFull: (spec: EndpointSpec) => boolean;
  /** Endpoints whose rate limit is tested. */
  toTheLimit: (spec: EndpointSpec) => boolean;
};

/** Tests each endpoint against its declaration. A new endpoint of the list needs no tests here. */
export function describeContract(
  endpoints: readonly Endpoint[],
  open: () => Promise<ApiUnderTest>,
  coverage: Partial<Coverage> = {},
): void {
  const { inFull = () => true, toTheLimit = () => true } = coverage;
  let api: ApiUnderTest;
  let rejected: RejectedKeysWorld;
  let foreign: World;
  const document = readDocument(endpoints);

  beforeAll(async () => {
    api = await open();
    rejected = await createRejectedKeysWorld();
    foreign = await createFilledWorld("foreign-label");
  });
  afterAll(() => api?.close());

  for (const { spec } of endpoints) {
    describe.concurrent(`${spec.method} ${spec.path}`, () => {
      let world: EndpointWorld;
      beforeAll(async () => {
        world = await createEndpointWorld(spec);
      });
      const here = { spec, world: () => world };

      itAnswersTheDocumentedCall(here);
      if (spec.permission !== "public") itRejectsUnknownKeys(here);
      if (inFull(spec)) {
        itRejectsUndeclaredInput(here);
        if (spec.permission === "public") itNeedsNoKey(here);
        else itNeedsAKey(here);
        if (spec.body) itChecksTheBody(here);
      }
      if (spec.permission !== "public" && toTheLimit(spec)) itLimitsTheWorkspace(spec);

      // Sequential tests start after the concurrent ones.
      it.sequential("has logged each call of a key of the workspace once, and nothing else", () =>
        world.expectLog(api.call));
    });
  }

  it("returns 404 in the envelope for an unknown path, and logs it for a known key", async () => {
    const world = await createFilledWorld();
    const paths = ["/nothing", "/validate/more", "/users/%E0%A4%A", "/nothing?key=value", ""];
    for (const path of paths) {
      await expectAnswer(await api.call(path), 404);
      const response = await api.call(path, { key: world.application.key });
      await expectAnswer(response, 404);
      world.expectRow(world.application, response);
    }
    await world.expectLog(api.call);
  });

  it("accepts the key as a bearer token", async () => {
    const { key } = foreign.application;
    expect((await api.call("/validate", { headers: { authorization: `Bearer ${key}` } })).status).toBe(200);
    expect((await api.call("/validate", { headers: { authorization: `Basic ${key}` } })).status).toBe(401);
  });

  it("logs each call of disabled, deleted and restricted applications once, and no other call", () =>
    rejected.expectLog(api.call));

  it("stores and prints no key, in whatever part of a call it is sent", async () => {
    const world = await createFilledWorld();
    const { application } = world;
    const { key } = application;
    const query = await api.call(`/validate?key=${key}`, {
      key,
      headers: { referer: `https://example.com/${key}` },
    });
    expect(query.status).toBe(400);
    const path = await api.call(`/${key}`, { key, method: "POST", body: JSON.stringify({ key }) });
    expect(path.status).toBe(404);
    for (const response of [query, path]) world.expectRow(application, response);
    await world.expectLog(api.call);
    expect(await findTablesWith(pool, usedKeys)).toEqual([]);
    expect(usedKeys.filter((used) => api.output().includes(used))).toEqual([]);
  });

  type Here = { spec: EndpointSpec; world: () => EndpointWorld };

  function itAnswersTheDocumentedCall({ spec, world }: Here): void {
    it("answers the documented call in the documented shape, with data of its own workspace only", async () => {
      if (spec.envelope !== "none" && spec.status !== 204)
        document.expectShape(spec, spec.status, document.exampleAnswer(spec));
      const text = JSON.stringify(await expectAnswer(await callIn(world(), spec), spec.status, spec));
      expect(text).not.toContain("foreign-label");
      if (spec.method === "GET" && spec.permission !== "public" && !withoutStoredData.has(spec.path))
        expect(text).toContain("own-label");
    });
  }

  function itRejectsUnknownKeys({ spec }: Here): void {
    it.each([
      ["no key", undefined, /Missing API key/],
      ["an empty key", "", /Missing API key/],
      ["an unknown key", createKey().key, invalidKey],
      ["a mistyped key", mistype(createKey().key), /Malformed API key/],
    ])("returns 401 for %s", async (_, key, message) => {
      const { body } = document.exampleCall(spec);
      const answer = await expectAnswer(await call(spec, key, body ? { body: "{" } : {}), 401, spec);
      expect(answer.message).toMatch(message);
    });
  }

  function itRejectsUndeclaredInput({ spec, world }: Here): void {
    it("returns 400 with the name of an unknown query parameter", async () => {
      const response = await callIn(world(), spec, { query: "?colour=red" });
      expect(await expectAnswer(response, 400, spec)).toMatchObject({
        errors: { parameters: { query: { colour: "Unknown field." } } },
      });
    });

    it("returns 405 for every other method, and lists the allowed ones", async () => {
      const { application } = world();
      const allowed = document.listMethods(spec.path);
      const others = [...methods, "OPTIONS"].filter((method) => !allowed.some((name) => name === method));
      for (const method of others) {
        const response = await api.call(document.exampleCall(spec).path, { method, key: application.key });
        expect(response.headers.get("allow")).toBe(allowed.join(", ").replace("GET", "GET, HEAD"));
        await expectAnswer(response, 405);
        world().expectRow(application, response);
      }
    });

    if (spec.method === "GET")
      it("answers HEAD like GET, without the body", async () => {
        const head = await callIn(world(), spec, { method: "HEAD" });
        const get = await callIn(world(), spec);
        expect(head.status).toBe(get.status);
        for (const name of ["content-type", "cache-control", "x-ratelimit-limit"])
          expect(head.headers.get(name)).toBe(get.headers.get(name));
      });
  }

  function itNeedsNoKey({ spec }: Here): void {
    it("answers with any key or none, and logs nothing", async () => {
      // Calls of public endpoints are logged in neither workspace.
      for (const key of [undefined, createKey().key, rejected.disabled.key])
        await expectAnswer(await call(spec, key), spec.status, spec);
    });
  }

  function itNeedsAKey({ spec, world }: Here): void {
    it("rejects a regenerated key, and accepts its replacement", async () => {
      const { application, replacedKey } = world();
      const response = await callIn(world(), spec, {}, { ...application, key: replacedKey });
      expect((await expectAnswer(response, 401, spec)).message).toMatch(invalidKey);
      await expectAnswer(await callIn(world(), spec), spec.status, spec);
    });

    it("returns 401 for the key of a deleted application", async () => {
      const response = await callIn(rejected, spec, {}, rejected.deleted);
      expect((await expectAnswer(response, 401, spec)).message).toMatch(invalidKey);
    });

    it("returns 403 for a disabled key", async () => {
      const response = await callIn(rejected, spec, {}, rejected.disabled);
      expect((await expectAnswer(response, 403, spec)).message).toMatch(/disabled/);
    });

    it("returns 403 to an IP address that the application does not allow", async () => {
      const response = await callIn(rejected, spec, {}, rejected.elsewhere);
      expect((await expectAnswer(response, 403, spec)).message).toMatch(
        /^The IP address 10\.\S+ may not use this key/,
      );
    });

    if (spec.permission)
      it("returns 401 with the missing permission for a key with all others", async () => {
        const response = await callIn(world(), spec, {}, world().restricted);
        const { message } = await expectAnswer(response, 401, spec);
        expect(message).toBe(
          `You are not authorized to '${spec.method}' the path '${spec.path}' with this API Key. You need the permission: ${spec.permission}.`,
        );
      });
  }

  function itLimitsTheWorkspace(spec: EndpointSpec): void {
    it("returns 429 past the workspace's rate limit, and for no call before it", async () => {
      const world = await createFilledWorld("label", spec);
      const { application } = world;
      const applications = [application, await createKeyFor(spec, application)];
      const responses: Awaited<ReturnType<typeof callIn>>[] = [];
      // Five at a time: more would wait in the fair queue, which also answers 429 after 10 s.
      for (let sent = 0; sent < limit + 5; sent += 5) {
        const calls = Array.from({ length: 5 }, (_, i) => callIn(world, spec, {}, applications[i % 2]));
        responses.push(...(await Promise.all(calls)));
      }
      const over = responses.filter(({ status }) => status === 429);
      expect(responses.filter(({ status }) => status === spec.status)).toHaveLength(limit);
      expect(over).toHaveLength(5);
      for (const response of over) {
        expect(response.headers.get("x-ratelimit-remaining")).toBe("0");
        expect(Number(response.headers.get("retry-after"))).toSatisfy((s: number) => s >= 1 && s <= 60);
        await expectAnswer(response, 429, spec);
      }
      await world.expectLog(api.call);
    });
  }

  function itChecksTheBody({ spec, world }: Here): void {
    it.each([
      ["an empty body", "", "body"],
      ["malformed JSON", '{"a":', "body"],
      ["a value other than an object", '"text"', "body"],
      ["an unknown field", '{"colour":"red"}', "colour"],
      ["a field that would pollute a prototype", '{"__proto__":{"a":1}}', "__proto__"],
    ])("returns 400 with the field's name for %s", async (_, body, field) => {
      const { errors } = await expectAnswer(await callIn(world(), spec, { body }), 400, spec);
      const fields = Object.keys((errors as { fields: Json }).fields);
      expect(fields).toContain(field);
      expect(fields).not.toContain("");
      if (field === "body") expect(fields).toEqual(["body"]);
    });

    it("returns 415 for a body of another type than JSON", async () => {
      const headers = { "content-type": "text/plain" };
      await expectAnswer(await callIn(world(), spec, { headers }), 415, spec);
    });

    it("accepts 1 MiB, and returns 413 for a byte more", async () => {
      const body = `"${"a".repeat(1_048_574)}"`;
      await expectAnswer(await callIn(world(), spec, { body }), 400, spec);
      await expectAnswer(await callIn(world(), spec, { body: `${body} ` }), 413, spec);
    });
  }

  /** Sends the documented call, with changes. */
  function call(spec: EndpointSpec, key?: string, change: Partial<ExampleCall> = {}): Promise<Response> {
    const { path, query, ...example } = { ...document.exampleCall(spec), ...change };
    // Names of applications are unique.
    if (spec === createApplicationSpec && change.body === undefined)
      example.body = JSON.stringify({ ...JSON.parse(example.body ?? ""), name: createId() });
    return api.call(path + query, { ...example, ...(key !== undefined && { key }) });
  }

  /** Sends it with an application's key, and expects its row in the log unless the endpoint is public. */
  async function callIn(
    world: World,
    spec: EndpointSpec,
    change: Partial<ExampleCall> = {},
    application: { id: string; key: string } = world.application,
  ): Promise<Response> {
    const response = await call(spec, application.key, change);
    if (spec.permission !== "public") world.expectRow(application, response);
    return response;
  }

  /** Checks status, headers and shape; returns the body. `spec` is null for a 404 or 405 outside any endpoint. */
  async function expectAnswer(
    response: Response,
    status: number,
    spec: EndpointSpec | null = null,
  ): Promise<Json> {
    const text = await response.text();
    expect(response.status, text).toBe(status);
    const { headers } = response;
    expect(headers.get("content-type") ?? "").toMatch(status === 204 ? /^$/ : /^application\/json\b/);
    expect(headers.get("cache-control")).toBe(spec?.isConstant && status === 200 ? "no-cache" : "no-store");
    expect(headers.get("x-request-id")).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
    expect(headers.get("x-ratelimit-limit")).toBe(String(limit));
    expect(headers.get("x-ratelimit-remaining")).toMatch(/^\d+$/);
    expect(headers.get("x-ratelimit-reset")).toMatch(/^\d+$/);
    expect(headers.get("ratelimit-policy")).toMatch(new RegExp(`^"(workspace|ip)";q=${limit};w=60$`));
    expect(headers.get("ratelimit")).toMatch(/^"(workspace|ip)";r=\d+;t=\d+$/);
    if (status === 204) {
      expect(text).toBe("");
      return {};
    }
    const body = JSON.parse(text) as Json;
    if (status >= 400 || spec?.envelope !== "none")
      expect(body.meta).toEqual({ requestId: headers.get("x-request-id"), status });
    document.expectShape(spec, status, body);
    return body;
  }
}

/** They answer about keys and calls, which the example data lacks. */
const withoutStoredData = new Set([
  "/validate",
  "/management/logs",
  "/management/applications/{applicationId}/keys",
]);
const { spec: createApplicationSpec } = createApplicationEndpoint;

/** Unknown and revoked keys get the same message. */
const invalidKey = /Invalid or revoked API key/;

/** Swaps two adjacent characters. */
function mistype(key: string): string {
  const at = [...key].findIndex((character, i) => i > 4 && character !== key[i + 1]);
  return key.slice(0, at) + key.charAt(at + 1) + key.charAt(at) + key.slice(at + 2);
}
