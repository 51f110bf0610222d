import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Endpoint, type EndpointSpec, methods } from "@/lib/api/endpoint";
import { deleteApplication, regenerateKey, setEnabled } from "@/lib/applications/mutations";
import { type Permission, permissionIds } from "@/lib/auth/permissions";
import { pool } from "@/lib/db/pool";
import { createKey } from "@/lib/keys/secret";
import {
  createApplicationIn,
  fillWorkspace,
  type TestApplication,
  usedKeys,
} from "@/tests/support/factories/application";
import { type ExampleCall, type Json, readDocument } from "@/tests/support/matchers/api-document";
import { readLog } from "@/tests/support/matchers/request-log";
import { findTablesWith } from "@/tests/support/matchers/search-database";
import type { CallApi } from "@/tests/support/servers/call-api";

/** Calls that a workspace may make in a minute, as far as these tests go. */
export const limit = 40;
process.env.RATE_LIMIT_PER_MINUTE = String(limit);

export type ApiUnderTest = {
  call: CallApi;
  /** Whatever the process that answers has written so far. */
  output: () => string;
  close: () => Promise<unknown>;
};

/** What every endpoint promises, read from its declaration: one that is added is tested by being in the list. */
export function describeContract(endpoints: readonly Endpoint[], open: () => Promise<ApiUnderTest>): void {
  let api: ApiUnderTest;
  const document = readDocument(endpoints);

  beforeAll(async () => {
    api = await open();
  });
  afterAll(() => api?.close());

  for (const { spec } of endpoints) {
    describe.concurrent(`${spec.method} ${spec.path}`, () => {
      itAnswers(spec);
      if (spec.permission === "public") itNeedsNoKey(spec);
      else itNeedsAKey(spec);
      if (spec.body) itChecksTheBody(spec);
    });
  }

  it("answers a path that is not there in the same envelope, and logs it where the key is known", async () => {
    const application = await createWorld();
    const paths = ["/nothing", "/validate/more", "/users/%E0%A4%A", "/nothing?key=value", ""];
    for (const path of paths) {
      await expectAnswer(await api.call(path), 404);
      await expectAnswer(await api.call(path, { key: application.key }), 404);
    }
    await expectLogged(
      application,
      paths.map(() => 404),
    );
  });

  it("takes the key as a bearer token too", async () => {
    const { key } = await createWorld();
    expect((await api.call("/validate", { headers: { authorization: `Bearer ${key}` } })).status).toBe(200);
    expect((await api.call("/validate", { headers: { authorization: `Basic ${key}` } })).status).toBe(401);
  });

  it("keeps no key in the database, nor in what the process writes, wherever somebody puts one", async () => {
    const application = await createWorld();
    const { key } = application;
    await api.call(`/validate?key=${key}`, { key, headers: { referer: `https://example.com/${key}` } });
    await api.call(`/${key}`, { key, method: "POST", body: JSON.stringify({ key }) });
    await expectLogged(application, [400, 404]);
    expect(await findTablesWith(pool, usedKeys)).toEqual([]);
    expect(usedKeys.filter((used) => api.output().includes(used))).toEqual([]);
  });

  function itAnswers(spec: EndpointSpec): void {
    it("answers the documented call in the documented shape", async () => {
      if (spec.envelope !== "none" && spec.status !== 204)
        document.expectShape(spec, spec.status, document.exampleAnswer(spec));
      const application = await createWorld();
      await expectAnswer(await call(spec, application.key), spec.status, spec);
      await expectLogged(application, spec.permission === "public" ? [] : [spec.status]);
    });

    it("refuses a query parameter that it does not know, by name", async () => {
      const application = await createWorld();
      const response = await call(spec, application.key, { query: "?colour=red" });
      expect(await expectAnswer(response, 400, spec)).toMatchObject({
        errors: { parameters: { query: { colour: "This name is not known here." } } },
      });
      await expectLogged(application, spec.permission === "public" ? [] : [400]);
    });

    it("refuses every other method, and says which are allowed", async () => {
      const application = await createWorld();
      const allowed = document.methodsOf(spec.path);
      const others = [...methods, "OPTIONS"].filter((method) => !allowed.some((name) => name === method));
      for (const method of others) {
        const response = await api.call(document.exampleCall(spec).path, { method, key: application.key });
        expect(response.headers.get("allow")).toBe(allowed.join(", ").replace("GET", "GET, HEAD"));
        await expectAnswer(response, 405);
      }
      await expectLogged(
        application,
        others.map(() => 405),
      );
    });

    if (spec.method === "GET")
      it("answers HEAD as it answers GET, without the body", async () => {
        const { key } = await createWorld();
        const [head, get] = [await call(spec, key, { method: "HEAD" }), await call(spec, key)];
        expect(head.status).toBe(get.status);
        for (const name of ["content-type", "cache-control", "x-ratelimit-limit"])
          expect(head.headers.get(name)).toBe(get.headers.get(name));
      });
  }

  function itNeedsNoKey(spec: EndpointSpec): void {
    it("answers anybody, whatever their key, and leaves no trace in anybody's log", async () => {
      const application = await createWorld();
      await setEnabled(application.workspaceId, null, application.id, false);
      for (const key of [undefined, createKey().key, application.key])
        await expectAnswer(await call(spec, key), spec.status, spec);
      await expectLogged(application, []);
    });
  }

  function itNeedsAKey(spec: EndpointSpec): void {
    it.each([
      ["no key", undefined, /no API key/],
      ["an empty key", "", /no API key/],
      ["a key that never was", createKey().key, notValid],
      ["a mistyped key", mistype(createKey().key), /missing or mistyped/],
    ])("refuses %s", async (_, key, message) => {
      const { body } = document.exampleCall(spec);
      const answer = await expectAnswer(await call(spec, key, body ? { body: "{" } : {}), 401, spec);
      expect(answer.message).toMatch(message);
    });

    it("refuses a key that was regenerated, and takes the new one", async () => {
      const application = await createWorld();
      const { workspaceId, personId, id, keyId } = application;
      const issued = await regenerateKey(workspaceId, personId, { applicationId: id, keyId });
      usedKeys.push(issued.key);
      expect((await expectAnswer(await call(spec, application.key), 401, spec)).message).toMatch(notValid);
      await expectAnswer(await call(spec, issued.key), spec.status, spec);
      await expectLogged(application, [401, spec.status]);
    });

    it("refuses the key of a deleted application", async () => {
      const application = await createWorld();
      await deleteApplication(application.workspaceId, application.personId, application.id);
      expect((await expectAnswer(await call(spec, application.key), 401, spec)).message).toMatch(notValid);
      await expectLogged(application, [401]);
    });

    it("refuses a disabled key with 403", async () => {
      const application = await createWorld();
      await setEnabled(application.workspaceId, null, application.id, false);
      expect((await expectAnswer(await call(spec, application.key), 403, spec)).message).toMatch(/disabled/);
      await expectLogged(application, [403]);
    });

    if (spec.permission)
      it("refuses a key that may do everything but this, and says what it needs", async () => {
        const others = permissionIds.filter((id) => id !== spec.permission);
        const application = await createWorld(others);
        const { message } = await expectAnswer(await call(spec, application.key), 401, spec);
        expect(message).toBe(
          `You are not authorized to '${spec.method}' the path '${spec.path}' with this API Key. You need the permission: ${spec.permission}.`,
        );
        await expectLogged(application, [401]);
      });

    it("refuses what goes over the limit of the workspace, and not one call less", async () => {
      const application = await createWorld();
      const keys = [application.key, (await createApplicationIn(application)).key];
      const responses = await Promise.all(
        Array.from({ length: limit + 5 }, (_, i) => call(spec, keys[i % 2])),
      );
      const refused = responses.filter(({ status }) => status === 429);
      expect(responses.filter(({ status }) => status === spec.status)).toHaveLength(limit);
      expect(refused).toHaveLength(5);
      for (const response of refused) {
        expect(response.headers.get("x-ratelimit-remaining")).toBe("0");
        expect(Number(response.headers.get("retry-after"))).toSatisfy((s: number) => s >= 1 && s <= 60);
        await expectAnswer(response, 429, spec);
      }
      const logged = (await readLogged(application)).map(({ id, status }) => `${id} ${status}`);
      const answered = responses.map(({ headers, status }) => `${headers.get("x-request-id")} ${status}`);
      expect(logged.toSorted()).toEqual(answered.toSorted());
    });

    it("shows what is of its own workspace, and nothing of another", async () => {
      const own = await createWorld(permissionIds, "own-mark");
      await createWorld(permissionIds, "foreign-mark");
      const text = JSON.stringify(await expectAnswer(await call(spec, own.key), spec.status, spec));
      expect(text).not.toContain("foreign-mark");
      // What a key may do is nothing of the workspace's.
      if (spec.method === "GET" && spec.path !== "/validate") expect(text).toContain("own-mark");
    });
  }

  function itChecksTheBody(spec: EndpointSpec): void {
    it.each([
      ["nothing", "", "body"],
      ["broken JSON", '{"a":', "body"],
      ["something that is no object", '"text"', "body"],
      ["a field that it does not know", '{"colour":"red"}', "colour"],
      ["a field that would poison a prototype", '{"__proto__":{"a":1}}', "__proto__"],
    ])("refuses %s, and says what is wrong with it", async (_, body, field) => {
      const application = await createWorld();
      const { errors } = await expectAnswer(await call(spec, application.key, { body }), 400, spec);
      const fields = Object.keys((errors as { fields: Json }).fields);
      expect(fields).toContain(field);
      expect(fields).not.toContain("");
      if (field === "body") expect(fields).toEqual(["body"]);
      await expectLogged(application, [400]);
    });

    it("refuses a body that is not sent as JSON", async () => {
      const application = await createWorld();
      const headers = { "content-type": "text/plain" };
      await expectAnswer(await call(spec, application.key, { headers }), 415, spec);
      await expectLogged(application, [415]);
    });

    it("takes 1 MiB, and refuses a byte more", async () => {
      const application = await createWorld();
      const body = `"${"a".repeat(1_048_574)}"`;
      await expectAnswer(await call(spec, application.key, { body }), 400, spec);
      await expectAnswer(await call(spec, application.key, { body: `${body} ` }), 413, spec);
      await expectLogged(application, [400, 413]);
    });
  }

  /** The call that the docs show, or that call changed. */
  function call(spec: EndpointSpec, key?: string, change: Partial<ExampleCall> = {}): Promise<Response> {
    const { path, query, ...example } = { ...document.exampleCall(spec), ...change };
    return api.call(path + query, { ...example, ...(key !== undefined && { key }) });
  }

  /** What holds of every answer; returns its body. A 404 or a 405 is of no endpoint. */
  async function expectAnswer(
    response: Response,
    status: number,
    spec: EndpointSpec | null = null,
  ): Promise<Json> {
    const text = await response.text();
    expect(response.status, text).toBe(status);
    const { headers } = response;
    expect(headers.get("content-type") ?? "").toMatch(status === 204 ? /^$/ : /^application\/json\b/);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-request-id")).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
    expect(headers.get("x-ratelimit-limit")).toBe(String(limit));
    expect(headers.get("x-ratelimit-remaining")).toMatch(/^\d+$/);
    expect(headers.get("x-ratelimit-reset")).toMatch(/^\d+$/);
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

  /** Says that the application's calls are in the log, each once, and that nothing else of the workspace is. */
  async function expectLogged(application: TestApplication, statuses: number[]): Promise<void> {
    const rows = await readLogged(application);
    expect(rows.map(({ applicationId, status }) => [applicationId, status])).toEqual(
      statuses.map((status) => [application.id, status]),
    );
  }

  /** What the log of the workspace has. Rows are written in order: once a later call is there, all before it are. */
  async function readLogged({ workspaceId, personId }: TestApplication) {
    const witness = await createApplicationIn({ workspaceId, personId });
    const { headers } = await api.call("/witness", { key: witness.key });
    // Of tests that run side by side expect.poll would not know which one asks.
    await vi.waitFor(
      async () => expect((await readLog(workspaceId)).at(-1)?.id).toBe(headers.get("x-request-id")),
      { timeout: 15_000, interval: 20 },
    );
    return (await readLog(workspaceId)).slice(0, -1);
  }
}

/** A workspace that holds what the docs' examples name, and an application in it. */
async function createWorld(
  permissions: readonly Permission[] = permissionIds,
  mark = "mark",
): Promise<TestApplication> {
  const application = await createApplicationIn(undefined, permissions);
  await fillWorkspace(application.workspaceId, mark);
  return application;
}

/** A key that never was reads like one that is no longer. */
const notValid = /not valid, or no longer/;

/** Swaps two neighbours, as fingers do. */
function mistype(key: string): string {
  const at = [...key].findIndex((character, i) => i > 4 && character !== key[i + 1]);
  return key.slice(0, at) + key.charAt(at + 1) + key.charAt(at) + key.slice(at + 2);
}
