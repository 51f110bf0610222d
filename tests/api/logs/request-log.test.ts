import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import { afterEach, beforeEach, describe, expect, inject, it, vi } from "vitest";
import { catalog } from "@/app/api/catalog";
import { pool } from "@/lib/db/pool";
import { env } from "@/lib/env";
import { createId } from "@/lib/ids";
import { createKey } from "@/lib/keys/secret";
import { getLog } from "@/lib/logs/read/queries";
import { findSensitiveFields } from "@/lib/logs/redact/sensitive-fields";
import { flushLogs, logCall, logWrite } from "@/lib/logs/write/buffer";
import type { CapturedCall } from "@/lib/logs/write/captured-call";
import { createApplicationIn, type TestApplication } from "@/tests/support/factories/application";
import { specimen } from "@/tests/support/factories/specimen";
import { idAt } from "@/tests/support/factories/stored-call";
import { readLog } from "@/tests/support/matchers/request-log";
import { captureServerLog, type LogLine } from "@/tests/support/matchers/server-log";
import { callInProcess } from "@/tests/support/servers/call-api";

const call = callInProcess([...catalog, specimen]);
const emoji = "👩‍🚀";
const kept = 16_384;
const measure = JSON.stringify({ length: 1 });

let application: TestApplication;
let serverLog: () => LogLine[];

beforeEach(async () => {
  application = await createApplicationIn();
  serverLog = captureServerLog();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("a row of the log", () => {
  it("holds request and response without secrets", async () => {
    const { key, workspaceId, id } = application;
    const response = await call(`/specimens/1?unit=${key}`, {
      method: "POST",
      key,
      headers: { cookie: "session=1", "user-agent": "js-sdk/4", referer: `https://example.com/${key}` },
      body: JSON.stringify({ length: 1, note: key }),
    });
    const text = await response.text();
    await flushLogs();
    const log = await getLog(workspaceId, response.headers.get("x-request-id") ?? "");
    expect(log).toMatchObject({
      applicationId: id,
      method: "POST",
      path: "/api/specimens/1",
      route: "/specimens/{specimenId}",
      permission: "TrackData",
      status: 400,
      errorCode: "bad_request",
      client: "js-sdk/4",
      query: "?unit=[removed]",
      requestBody: '{"length":1,"note":"[removed]"}',
      responseBody: text,
      responseBytes: Buffer.byteLength(text),
    });
    expect(log.ipAddress).toMatch(/^10\./);
    expect(log.duration).toBeGreaterThan(0);
    const removed = {
      cookie: "[removed]",
      "x-api-key": "[removed]",
      referer: "https://example.com/[removed]",
    };
    expect(log.requestHeaders).toMatchObject({ ...removed, "content-type": "application/json" });
    expect(log.responseHeaders).toMatchObject({ "x-ratelimit-limit": "1800" });
    expect(JSON.stringify(log)).not.toContain(key);
  });

  it.each([
    ["NUL bytes", `{"a":"\0\0"}`],
    ["lone surrogates", `\uD83D and \uDE80`],
    ["an escaped NUL and an escaped half of a character", String.raw`{"a":"\u0000\ud83d"}`],
    ["invalid UTF-8", Uint8Array.from([0x7b, 0xff, 0xfe, 0xc3, 0x28])],
    ["a line of a megabyte", "x".repeat(1_000_000)],
    ["an emoji that lies across the cut", `${"x".repeat(kept - 2)}${emoji.repeat(100)}`],
    ["nothing but emoji", emoji.repeat(20_000)],
    ["a key that lies across the cut", `${"x".repeat(kept - 20)}${createKey().key}${"x".repeat(kept)}`],
  ])("is stored whatever the body is: %s", async (_, body) => {
    const response = await call("/specimens/1", { method: "POST", key: application.key, body });
    await flushLogs();
    const log = await getLog(application.workspaceId, response.headers.get("x-request-id") ?? "");
    expect(Buffer.byteLength(log.requestBody)).toBeLessThanOrEqual(kept);
    expect(log.requestBody).not.toMatch(/jny_[0-9A-Za-z]/);
    expect(log.requestBody.isWellFormed()).toBe(true);
    expect(log.requestBytes).toBe(Buffer.from(body).length);
    if (Buffer.byteLength(log.requestBody) < log.requestBytes - kept)
      expect(log.requestBody).not.toContain("\uFFFD");
  });
});

describe("a sensitive value", () => {
  const send = async (path: string, body: string) => {
    const response = await call(path, { method: "POST", key: application.key, body });
    await flushLogs();
    return getLog(application.workspaceId, response.headers.get("x-request-id") ?? "");
  };

  it("is masked among a contact's properties in requests and responses", async () => {
    const properties = { plan: "a", password: "hunter2" };
    const log = await send("/users/upsert", JSON.stringify({ identification: { userId: "1" }, properties }));
    expect(log).toMatchObject({ status: 201, requestBody: expect.stringContaining('"password":"[masked]"') });
    const shown = await call("/users/1", { key: application.key });
    expect(await shown.text()).toContain("hunter2");
    await call("/users/1?token=hunter2", { key: application.key });
    await flushLogs();
    const { rows } = await pool.query(
      `SELECT "query", "requestBody", "responseBody" FROM "RequestLog" WHERE "workspaceId" = $1`,
      [application.workspaceId],
    );
    expect(rows).toHaveLength(3);
    expect(JSON.stringify(rows)).not.toContain("hunter2");
  });

  it("is masked in a short body, also when placeholders make it longer than 16 KiB", async () => {
    const properties = Object.fromEntries(
      Array.from({ length: 250 }, (_, i) => [`${i}${"x".repeat(48)}_pwd`, 1]),
    );
    const body = JSON.stringify({ identification: { userId: "1" }, properties });
    const log = await send("/users/upsert", body);
    expect(body.length).toBeLessThanOrEqual(kept);
    expect(log.requestBody).toBe(body.replaceAll(":1", ':"[masked]"'));
    expect(log.requestBody.length).toBeGreaterThan(kept);
  });

  it.each([
    '{"identification":{"userId":"1"},"properties":{"password":hunter2}}',
    '{"password":"hunter2","a":',
    String.raw`{"\u0070assword":"hunter2`,
    "password=hunter2",
  ])("is masked in what is no JSON, and where the answer quotes it: %s", async (body) => {
    const log = await send("/users/upsert", body);
    expect(log.status).toBe(400);
    expect(`${log.requestBody}${log.responseBody}`).not.toMatch(/hunter/);
  });
});

describe("the response to a call", () => {
  it.each([1, 16])(
    "that changed something is sent after its row is committed, with %i calls at a time",
    async (clients) => {
      // After three seconds the response would be sent without the row: timers are faked, so a slow machine cannot run into that.
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
      const write = async () => {
        for (let i = 0; i < 10; i += 1) {
          const response = await call("/specimens/1", {
            method: "POST",
            key: application.key,
            body: measure,
          });
          expect(response.status).toBe(201);
          const { rows } = await pool.query(
            `SELECT FROM "RequestLog" WHERE "workspaceId" = $1 AND "id" = $2`,
            [application.workspaceId, response.headers.get("x-request-id")],
          );
          expect(rows).toHaveLength(1);
        }
      };
      await Promise.all(Array.from({ length: clients }, write));
    },
  );
});

describe("when a key of an application was last rejected", () => {
  it("is stored beside the last use and only moves forward", async () => {
    const reject = async (time: string) => {
      logCall(createCall({ id: idAt(new Date(time)), accepted: false }));
      await flushLogs();
      const { rows } = await pool.query(
        `SELECT "lastUsedAt", "lastRejectedAt" FROM "Application" WHERE "id" = $1`,
        [application.id],
      );
      return rows[0];
    };
    const later = new Date("2026-01-01T00:00:03.000Z");
    expect(await reject("2026-01-01T00:00:03.000Z")).toEqual({ lastUsedAt: null, lastRejectedAt: later });
    expect(await reject("2026-01-01T00:00:01.000Z")).toEqual({ lastUsedAt: null, lastRejectedAt: later });
  });
});

describe("when an application was last used", () => {
  const lastUsedAt = async () => {
    const { rows } = await pool.query(`SELECT "lastUsedAt" FROM "Application" WHERE "id" = $1`, [
      application.id,
    ]);
    return (rows[0]?.lastUsedAt as Date | null)?.toISOString() ?? null;
  };
  const use = async (time: string, accepted: boolean) => {
    logCall(createCall({ id: idAt(new Date(time)), accepted }));
    await flushLogs();
    return lastUsedAt();
  };

  it("only moves forward, and only by calls with an accepted key", async () => {
    expect(await use("2026-01-01T00:00:01.000Z", false)).toBeNull();
    expect(await use("2026-01-01T00:00:02.000Z", true)).toBe("2026-01-01T00:00:02.000Z");
    expect(await use("2026-01-01T00:00:01.000Z", true)).toBe("2026-01-01T00:00:02.000Z");
    expect(await use("2026-01-01T00:00:03.000Z", false)).toBe("2026-01-01T00:00:02.000Z");
    expect(await use("2026-01-01T00:00:04.000Z", true)).toBe("2026-01-01T00:00:04.000Z");
  });
});

describe("the log buffer", () => {
  it("stores everything added before a flush, also with concurrent flushes", async () => {
    for (let i = 0; i < 2_500; i += 1) {
      logCall(createCall());
      if (i % 400 === 0) void flushLogs();
      if (i % 300 === 0) await new Promise(setImmediate);
    }
    void flushLogs();
    await flushLogs();
    expect(await countRows()).toBe(2_500);
  });

  it("writes without a flush, also while rows keep arriving", async () => {
    let stored = 0;
    // Adds rows more often than the buffer writes, until it has written.
    for (let i = 1; stored === 0; i += 1) {
      logCall(createCall());
      await pause(1);
      if (i % 100 === 0) void countRows().then((count) => (stored = count));
    }
    await flushLogs();
  });

  it("stores the other rows of a batch with a row that the database rejects, and logs its id", async () => {
    const calls = Array.from({ length: 25 }, (_, i) => createCall({ status: i % 10 === 7 ? 70_000 : 200 }));
    for (const added of calls) logCall(added);
    await flushLogs();
    const taken = calls.filter(({ status }) => status === 200).map(({ id }) => id);
    expect((await readLog(application.workspaceId)).map(({ id }) => id)).toEqual(taken);
    for (const { id, status } of calls)
      expect(serverLog().some(({ requestId }) => requestId === id)).toBe(status !== 200);
  });

  it("continues after a call whose IP address is too long for an index", async () => {
    const ipAddress = randomBytes(6_000).toString("base64");
    for (const added of [createCall({ ipAddress }), createCall()]) logCall(added);
    await flushLogs();
    expect(await countRows()).toBe(1);
  });

  it("keeps rows while the database is unavailable and stores them afterwards", async () => {
    const bringBack = await takeDatabaseAway();
    for (let i = 0; i < 300; i += 1) logCall(createCall());
    await flushLogs();
    for (let i = 0; i < 300; i += 1) logCall(createCall());
    await flushLogs();
    expect(logged()).toMatchObject([{ msg: waiting }]);
    await bringBack();
    await expect.poll(countRows).toBe(600);
    await expect.poll(logged).toHaveLength(2);
    expect(logged()[1]).toMatchObject({ msg: storing, seconds: expect.any(Number) });
  });

  it.each([
    ["64 MiB", "x".repeat(16_384), 4_500, 3_900],
    ["50,000 rows", "", 50_100, 50_000],
  ])("holds %s while the database is away, and counts what it has to drop", async (_, body, calls, least) => {
    const bringBack = await takeDatabaseAway();
    for (let i = 0; i < calls; i += 1) logCall(createCall({ requestBody: body }));
    expect(await flushLogs()).toBe(calls);
    await bringBack();
    await expect.poll(logged).toHaveLength(4);
    const messages = logged().map(({ msg }) => msg);
    expect(messages.slice(0, 3).sort()).toEqual([waiting, storing, dropping].sort());
    await flushLogs();
    const stored = await countRows();
    expect(stored).toBeGreaterThanOrEqual(least);
    expect(logged()[3]).toMatchObject({ rows: calls - stored, since: expect.stringMatching(/^2\d{3}-/) });
  });

  it("keeps the row of a write when it drops rows of reads", async () => {
    const bringBack = await takeDatabaseAway();
    for (let i = 0; i < 50_100; i += 1) logCall(createCall());
    const write = createCall({ method: "POST", status: 201 });
    const answered = logWrite(write);
    await bringBack();
    await answered;
    await expect.poll(() => readLog(application.workspaceId).then((rows) => rows.at(-1)?.id)).toBe(write.id);
    await flushLogs();
    expect(logged().at(-1)).toMatchObject({ rows: 100, since: expect.stringMatching(/^2\d{3}-/) });
  });
});

/** Makes the database reject connections. Returns a function that ends it. */
async function takeDatabaseAway(): Promise<() => Promise<void>> {
  const name = new URL(env().DATABASE_URL).pathname.slice(1);
  const server = new Client({ connectionString: inject("postgresUrl") });
  await server.connect();
  await server.query(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS false`);
  await server.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [name]);
  return async () => {
    await server.query(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS true`);
    await server.end();
  };
}

const waiting = "Rows of the request log wait in memory for the database.";
const storing = "The database stores rows of the request log again.";
const dropping = "The request log drops rows: its buffer is full.";
const dropped = "The request log dropped rows.";

/** The lines that the buffer has written to the server log. */
function logged(): LogLine[] {
  return serverLog().filter(({ msg }) => [waiting, storing, dropping, dropped].includes(msg));
}

async function countRows(): Promise<number> {
  return (await readLog(application.workspaceId)).length;
}

function createCall(change: Partial<CapturedCall> = {}): CapturedCall {
  return {
    workspaceId: application.workspaceId,
    id: createId(),
    applicationId: application.id,
    apiKeyId: application.keyId,
    accepted: true,
    method: "GET",
    path: "/api/validate",
    route: "/validate",
    permission: null,
    status: 200,
    errorCode: null,
    duration: 1,
    ipAddress: "10.0.0.1",
    observed: false,
    query: "",
    requestHeaders: { "user-agent": "test" },
    requestBody: "",
    requestBytes: 0,
    responseHeaders: {},
    responseBody: "",
    responseBytes: 0,
    sensitive: findSensitiveFields({}),
    ...change,
  };
}
