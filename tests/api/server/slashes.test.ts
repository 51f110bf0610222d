import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { env } from "@/lib/env";
import { createApplicationIn } from "@/tests/support/factories/application";
import { callOverHttp } from "@/tests/support/servers/call-api";
import { startServer, type TestServer } from "@/tests/support/servers/production-server";

describe.each([
  ["through the fast path", true],
  ["through Next", false],
])("%s", (_, fastPath) => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer({ databaseUrl: env().DATABASE_URL, fastPath });
  });
  afterAll(() => server?.stop());

  it("accepts a root URL with a trailing slash, to which SDKs append paths", async () => {
    const { call, key } = await createCaller();
    const body = '{"identification":{"userId":"a/b"}}';
    expect(await call("//users/upsert", { method: "POST", key, body })).toMatchObject({ status: 201 });
    expect(await call("//users/a%2Fb", { key })).toMatchObject({
      status: 200,
      body: { data: { userId: "a/b" } },
    });
  });

  it.each([
    ["GET", "/validate/", 200],
    ["GET", "//validate/", 200],
    ["GET", "///validate/?colour=red", 400],
    ["DELETE", "/validate/", 405],
    ["GET", "/users/a%2F%2Fb/", 404],
    ["GET", "/users//events", 404],
    ["GET", "/validate//", 404],
    ["GET", "/nothing/", 404],
    ["GET", "/", 404],
    ["GET", "//", 404],
  ])("%s /api%s returns %i without a redirect", async (method, path, status) => {
    const { call, key } = await createCaller();
    expect(await call(path, { method, key })).toMatchObject({ status, body: { meta: { status } } });
  });

  async function createCaller() {
    const { key } = await createApplicationIn();
    const call = async (...parameters: Parameters<ReturnType<typeof callOverHttp>>) => {
      const response = await callOverHttp(server.url)(...parameters);
      expect(response.redirected).toBe(false);
      return { status: response.status, body: await response.json() };
    };
    return { key, call };
  }
});
