import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pool } from "@/lib/db/pool";
import { env } from "@/lib/env";
import { createClient } from "@/tests/support/factories/api-client";
import { createApplicationIn } from "@/tests/support/factories/application";
import { createAccounts, createUsers } from "@/tests/support/factories/contacts";
import { readLog } from "@/tests/support/matchers/request-log";
import { startServer, type TestServer } from "@/tests/support/servers/production-server";
import { exchange, toText } from "@/tests/support/servers/raw-http";

describe.each([
  ["through the fast path", true],
  ["through Next", false],
])("%s", (_, fastPath) => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer({ databaseUrl: env().DATABASE_URL, fastPath });
  });
  afterAll(() => server?.stop());

  /** Sends the path unchanged: HTTP clients would resolve the dots. */
  async function get(path: string, key: string) {
    const headers = ["Host: localhost", `x-api-key: ${key}`, "Connection: close"];
    const answer = await exchange(server.url, toText(`GET ${path} HTTP/1.1`, headers));
    const body = answer.slice(answer.indexOf("{"), answer.lastIndexOf("}") + 1);
    return { status: Number(answer.slice(9, 12)), body: JSON.parse(body) };
  }

  it.each([
    "/api/users/%2e",
    "/api/users/%2E%2e",
    "/api/users/.%2e",
    "/api/users/%2e%2e/events",
    "/api/accounts/%2e",
    "/api/accounts/%2e%2e/users",
    "http://localhost/api/users/%2e",
    "/api/%2e",
    "/api/%2e%2e/api/users",
    "/api/auth/%2e%2e/users",
    "/api/logs/%2e%2e/users",
    "/demo/%2e%2e/api/users",
    "/demo/%2e%2e/sign-in",
  ])("GET %s returns 404, and logs the path as it was sent", async (path) => {
    const { workspaceId, key } = await createApplicationIn();
    await createUsers(workspaceId, [{ externalId: "1" }]);
    expect(await get(path, key)).toMatchObject({ status: 404 });
    const logged = async () => (await readLog(workspaceId)).map((row) => row.path);
    await expect.poll(logged).toEqual([path.replace("http://localhost", "")]);
  });

  it("returns contacts whose id is '.' or '..'", async () => {
    const { workspaceId, key } = await createApplicationIn();
    await createUsers(workspaceId, [{ externalId: "." }]);
    await createAccounts(workspaceId, [{ externalId: ".." }]);
    expect(await get("/api/users/%2e", key)).toMatchObject({ status: 200, body: { data: { userId: "." } } });
    expect(await get("/api/accounts/%2e%2e", key)).toMatchObject({
      status: 200,
      body: { data: { accountId: ".." } },
    });
  });

  it("returns contacts whose id has dots and other characters", async () => {
    const { workspaceId, key } = await createApplicationIn();
    const ids = ["...", ".a", "a.", "a..b", "%2e"];
    await createUsers(
      workspaceId,
      ids.map((externalId) => ({ externalId })),
    );
    for (const id of ids) {
      const path = `/api/users/${encodeURIComponent(id).replaceAll(".", "%2e")}`;
      expect(await get(path, key)).toMatchObject({ status: 200, body: { data: { userId: id } } });
    }
  });
});

describe("an id of dots alone, which no URL can carry", () => {
  it.each([
    ["POST", "/users/upsert", (id: string) => ({ identification: { userId: id } }), "identification.userId"],
    [
      "POST",
      "/accounts/upsert",
      (id: string) => ({ identification: { accountId: id } }),
      "identification.accountId",
    ],
    [
      "POST",
      "/track",
      (id: string) => ({ identification: { user: { userId: id } }, name: "a" }),
      "identification.user.userId",
    ],
    [
      "POST",
      "/link",
      (id: string) => ({ deviceId: "d", identification: { userId: id } }),
      "identification.userId",
    ],
    [
      "POST",
      "/accounts/users/add",
      (id: string) => ({ account: { accountId: "1" }, users: [{ identification: { userId: id } }] }),
      "users.0.identification.userId",
    ],
    ["POST", "/accounts/1/users", (id: string) => ({ userId: id }), "userId"],
  ])("gets 400 from %s %s", async (method, path, toBody, field) => {
    const client = await createClient();
    for (const id of [".", ".."]) {
      const answer = await client.send(method, path, toBody(id));
      expect(answer.status).toBe(400);
      expect(answer.body.errors?.fields).toEqual({
        [field]: "This must not be '.' or '..': URLs cannot carry them.",
      });
    }
  });

  it("can be deleted if it was stored before the check", async () => {
    const client = await createClient();
    await createUsers(client.workspaceId, [{ externalId: "." }]);
    expect((await client.send("DELETE", "/users", { identification: { userId: "." } })).status).toBe(202);
    const { rowCount } = await pool.query(`SELECT FROM "User" WHERE "workspaceId" = $1`, [
      client.workspaceId,
    ]);
    expect(rowCount).toBe(0);
  });
});
