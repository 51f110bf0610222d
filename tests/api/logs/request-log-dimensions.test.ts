import { afterEach, expect, it, vi } from "vitest";
import { z } from "zod";
import { catalog } from "@/app/api/catalog";
import { endpoint } from "@/lib/api/endpoint";
import { deleteApplication, setEnabled } from "@/lib/applications/mutations";
import { pool } from "@/lib/db/pool";
import { maxBodyBytes } from "@/lib/http/body";
import { regenerateKey } from "@/lib/keys/mutations";
import { flushLogs } from "@/lib/logs/write/buffer";
import { createApplicationIn, type TestApplication } from "@/tests/support/factories/application";
import { captureServerLog } from "@/tests/support/matchers/server-log";
import { type CallOptions, callInProcess } from "@/tests/support/servers/call-api";

const mostPerMinute = vi.hoisted(() => {
  process.env.RATE_LIMIT_PER_MINUTE = "4";
  return 4;
});

const broken = endpoint({
  method: "GET",
  path: "/broken",
  group: "Service",
  summary: "Fail",
  permission: null,
  output: z.object({}),
  status: 200,
  handler: () => {
    throw new TypeError("The handler has a mistake.");
  },
});
const call = callInProcess([...catalog, broken]);

const track = JSON.stringify({ identification: { user: { userId: "1" } }, name: "a" });
const tracked = { method: "POST", route: "/track", permission: "TrackData" };
const validated = { method: "GET", route: "/validate", permission: "" };

type Case = {
  /** What is done before the call whose row is looked at. */
  before?: (application: TestApplication) => Promise<unknown>;
  path: string;
  options?: CallOptions;
  row: { method: string; route: string; permission: string; status: number; errorCode: string };
};

const cases: Record<string, Case> = {
  "a read": { path: "/validate", row: { ...validated, status: 200, errorCode: "" } },
  "a HEAD": {
    path: "/validate",
    options: { method: "HEAD" },
    row: { ...validated, method: "HEAD", status: 200, errorCode: "" },
  },
  "a write": {
    path: "/track",
    options: { method: "POST", body: track },
    row: { ...tracked, status: 201, errorCode: "" },
  },
  "an idempotent call's repeat": {
    before: ({ key }) =>
      call("/track", { method: "POST", key, body: track, headers: { "idempotency-key": "one" } }),
    path: "/track",
    options: { method: "POST", body: track, headers: { "idempotency-key": "one" } },
    row: { ...tracked, status: 201, errorCode: "" },
  },
  "a disabled application's call": {
    before: ({ workspaceId, id }) => setEnabled(workspaceId, null, id, false),
    path: "/validate",
    row: { ...validated, status: 403, errorCode: "key_disabled" },
  },
  "a call with a key that was regenerated": {
    before: ({ workspaceId, personId, id, keyId }) =>
      regenerateKey(workspaceId, personId, { applicationId: id, keyId }),
    path: "/validate",
    row: { ...validated, status: 401, errorCode: "unauthorized" },
  },
  "a deleted application's call": {
    before: ({ workspaceId, personId, id }) => deleteApplication(workspaceId, personId, id),
    path: "/track",
    options: { method: "POST", body: track },
    row: { ...tracked, status: 401, errorCode: "unauthorized" },
  },
  "a call without the permission": {
    path: "/events",
    row: {
      method: "GET",
      route: "/events",
      permission: "ReadEvents",
      status: 401,
      errorCode: "missing_permission",
    },
  },
  "a call over the limit": {
    before: async ({ key }) => {
      for (let i = 0; i < mostPerMinute; i += 1) await call("/validate", { key });
    },
    path: "/validate",
    row: { ...validated, status: 429, errorCode: "rate_limited" },
  },
  "an invalid body": {
    path: "/track",
    options: { method: "POST", body: '{"name":1}' },
    row: { ...tracked, status: 400, errorCode: "bad_request" },
  },
  "a broken body": {
    path: "/track",
    options: { method: "POST", body: '{"name":' },
    row: { ...tracked, status: 400, errorCode: "bad_request" },
  },
  "a body that is no JSON": {
    path: "/track",
    options: { method: "POST", body: "<p>", headers: { "content-type": "text/html" } },
    row: { ...tracked, status: 415, errorCode: "unsupported_media_type" },
  },
  "a body that is too large": {
    path: "/track",
    options: { method: "POST", body: "x".repeat(maxBodyBytes + 1) },
    row: { ...tracked, status: 413, errorCode: "payload_too_large" },
  },
  "a path that is not there": {
    path: "/no/such/path",
    row: { method: "GET", route: "", permission: "", status: 404, errorCode: "not_found" },
  },
  "a method that the path lacks": {
    path: "/validate",
    options: { method: "PATCH" },
    row: { method: "PATCH", route: "", permission: "", status: 405, errorCode: "method_not_allowed" },
  },
  "an OPTIONS": {
    path: "/validate",
    options: { method: "OPTIONS" },
    row: { method: "OPTIONS", route: "", permission: "", status: 405, errorCode: "method_not_allowed" },
  },
  "our own mistake": {
    path: "/broken",
    row: { method: "GET", route: "/broken", permission: "", status: 500, errorCode: "internal" },
  },
};

afterEach(() => {
  vi.restoreAllMocks();
});

it.each(Object.entries(cases))("%s leaves one row, under its application", async (_, wanted) => {
  captureServerLog();
  const application = await createApplicationIn(undefined, ["TrackData"]);
  await wanted.before?.(application);
  const response = await call(wanted.path, { ...wanted.options, key: application.key });
  expect(response.status).toBe(wanted.row.status);
  await flushLogs();
  const { rows } = await pool.query(
    `SELECT d."applicationId", d."apiKeyId", d."method", d."route", d."permission", d."status", d."errorCode"
     FROM "RequestLog" l JOIN "RequestDimension" d ON d."workspaceId" = l."workspaceId" AND d."id" = l."dimensionId"
     WHERE l."workspaceId" = $1 AND l."id" = $2`,
    [application.workspaceId, response.headers.get("x-request-id")],
  );
  expect(rows).toEqual([{ applicationId: application.id, apiKeyId: application.keyId, ...wanted.row }]);
});
