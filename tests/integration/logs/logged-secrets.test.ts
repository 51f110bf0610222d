import { beforeEach, describe, expect, it } from "vitest";
import { catalog } from "@/app/api/catalog";
import type { Actor } from "@/lib/auth/actor";
import { createExportStream } from "@/lib/logs/export/export-file";
import { viewLog, viewLogs } from "@/lib/logs/read/view";
import { LogFilter } from "@/lib/logs/schema";
import { flushLogs } from "@/lib/logs/write/buffer";
import { createApplicationIn, type TestApplication } from "@/tests/support/factories/application";
import { createWorkspaceOf } from "@/tests/support/factories/people";
import { parseCsv } from "@/tests/support/matchers/csv";
import { type CallOptions, callInProcess } from "@/tests/support/servers/call-api";

const callApi = callInProcess(catalog);
let owner: Actor;
let member: Actor;
let application: TestApplication;

beforeEach(async () => {
  const { actors } = await createWorkspaceOf("owner", "member");
  [owner, member] = actors as [Actor, Actor];
  application = await createApplicationIn(owner);
});

/** Calls the API with the application's key. Returns the request id, once the call is in the log. */
async function call(path: string, options: CallOptions = {}): Promise<string> {
  const response = await callApi(path, { key: application.key, ...options });
  await flushLogs();
  return response.headers.get("x-request-id") ?? "";
}

describe("a key in a call", () => {
  it.each([
    ["base64 in the query", (key: string) => `/validate?auth=${encodeURIComponent(btoa(`user:${key}`))}`],
    ["the value of a sensitive parameter", (key: string) => `/validate?api_key=${key}`],
    ["base64 in the path", (key: string) => `/${btoa(key).replaceAll("=", "")}`],
    [
      "percent-encoding, twice",
      (key: string) => `/validate?key=${encodeURIComponent(key.replace("_", "%5F"))}`,
    ],
  ])("is removed from a URL that has it as %s, and the call is marked", async (_, pathWith) => {
    const id = await call(pathWith(application.key));
    const log = await viewLog(owner, id, { reveal: true });
    expect(log).toMatchObject({ keyInUrl: true, mayRegenerate: true });
    expect(log.path + log.query).toContain("[removed]");
    expect(JSON.stringify(log)).not.toContain(btoa(application.key).slice(8, 40));
    const [row] = (await viewLogs(member, {})).rows;
    expect(row).toMatchObject({ id, keyInUrl: true });
    expect(await viewLog(member, id, { reveal: false })).toMatchObject({
      keyInUrl: true,
      mayRegenerate: false,
    });
  });

  it("is removed from headers and the body, encoded or split, and the call is not marked", async () => {
    const { key } = application;
    const encoded = btoa(`${key}:`);
    const id = await call("/track", {
      method: "POST",
      headers: { "x-debug": `Basic ${encoded}`, "idempotency-key": encoded },
      body: JSON.stringify({
        name: "a",
        html: key.replace("_", "&#95;"),
        split: key.replace(/.{9}/g, "$& "),
      }),
    });
    const log = await viewLog(owner, id, { reveal: true });
    expect(log.keyInUrl).toBe(false);
    for (const text of [
      log.requestHeaders["x-debug"],
      log.requestHeaders["idempotency-key"],
      log.requestBody,
    ])
      expect(text).toContain("[removed]");
    expect(JSON.stringify(log)).not.toContain(key.slice(-8));
    expect(JSON.stringify(log)).not.toContain(encoded.slice(8, 40));
  });
});

describe("a member who may not reveal values", () => {
  const viewResponse = async (id: string) => {
    const { responseBody, status } = await viewLog(member, id, { reveal: false });
    const response = JSON.parse(responseBody);
    expect(response.meta).toEqual({ requestId: id, status });
    return response;
  };

  it("sees the API's own message, the request id and the status of a rejected call", async () => {
    const notFound = await viewResponse(await call("/users/20180"));
    expect(notFound.message).toBe("There is no user with this userId.");
    const invalid = await viewResponse(await call("/users?limit=0&unknown=1"));
    expect(invalid.message).toBe("Invalid request. See 'errors'.");
    expect(invalid.errors.parameters.query).toMatchObject({ unknown: "Unknown field." });
  });

  it("sees the request id and the status of a successful call, and none of its data", async () => {
    const response = await viewResponse(await call("/validate"));
    expect(JSON.stringify(response.data)).not.toContain("TrackData");
  });

  it("sees no value of the customer that a message quotes", async () => {
    const unknown = await viewResponse(await call("/usr/ada@example.com"));
    expect(unknown.message).toBe("Unknown path '•••'. See /api/spec.json.");
    const broken = await call("/track", { method: "POST", body: '{"name":"ada@example.com' });
    const { errors } = await viewResponse(broken);
    expect(JSON.stringify(errors)).toContain("This is not valid JSON: •••");
    for (const id of [broken]) {
      const log = JSON.stringify(await viewLog(member, id, { reveal: false }));
      expect(log).not.toContain("ada@example");
    }
  });
});

it("shows and exports headers that were sent in UTF-8 as they were meant", async () => {
  // What a client sends in UTF-8 arrives with one character a byte.
  const asBytes = (text: string) => Buffer.from(text).toString("latin1");
  const id = await call("/validate", {
    headers: { "x-name": asBytes("Größe 計画"), "user-agent": asBytes("größe/1.0"), "x-latin": "caf\u00e9" },
  });
  const { requestHeaders, client } = await viewLog(owner, id, { reveal: true });
  expect(requestHeaders).toMatchObject({ "x-name": "Größe 計画", "x-latin": "café" });
  expect(client).toBe("größe/1.0");
  const csv = await new Response(createExportStream(owner.workspaceId, LogFilter.parse({}), "csv")).text();
  expect(JSON.stringify(parseCsv(csv))).toContain("Größe 計画");
});
