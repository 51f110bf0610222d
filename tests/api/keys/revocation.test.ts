import { setTimeout as pause } from "node:timers/promises";
import { afterEach, describe, expect, it, vi } from "vitest";
import { catalog } from "@/app/api/catalog";
import {
  deleteApplication,
  restoreApplication,
  setEnabled,
  setRestrictions,
  updateApplication,
} from "@/lib/applications/mutations";
import { getApplication } from "@/lib/applications/queries";
import { pool } from "@/lib/db/pool";
import { regenerateKey, setOverlap } from "@/lib/keys/mutations";
import { runScript } from "@/scripts/command/run-process";
import { createApplicationIn, type TestApplication, usedKeys } from "@/tests/support/factories/application";
import { callInProcess } from "@/tests/support/servers/call-api";

const call = callInProcess(catalog);
const getStatus = async (key: string) => (await call("/segments/users", { key })).status;

type Mutation = (application: TestApplication) => Promise<unknown>;

const disable: Mutation = ({ workspaceId, id }) => setEnabled(workspaceId, null, id, false);
const remove: Mutation = ({ workspaceId, personId, id }) => deleteApplication(workspaceId, personId, id);
const regenerate: Mutation = async ({ workspaceId, personId, id, keyId }) => {
  usedKeys.push((await regenerateKey(workspaceId, personId, { applicationId: id, keyId })).key);
};
/** Ends the overlap of a replaced key, whose calls are sent. */
const endOverlap: Mutation = async ({ workspaceId, personId, id, keyId }) => {
  const current = { applicationId: id, keyId };
  usedKeys.push((await regenerateKey(workspaceId, personId, { ...current, overlap: "week" })).key);
  await setOverlap(workspaceId, personId, { ...current, overlap: "none" });
};
const removePermission: Mutation = async ({ workspaceId, personId, id }) => {
  const { version, name, enabled } = await getApplication(workspaceId, id);
  await updateApplication(workspaceId, personId, { id, version, name, enabled, permissions: ["ReadEvents"] });
};
/** The test's calls come from 10.0.0.0/8. */
const restrict: Mutation = ({ workspaceId, personId, id }) =>
  setRestrictions(workspaceId, personId, id, { allowedIps: ["203.0.113.0/24"] });
const mutations: [string, Mutation, number][] = [
  ["disabling the application", disable, 403],
  ["regenerating its key", regenerate, 401],
  ["ending the overlap after a regeneration", endOverlap, 401],
  ["deleting it", remove, 401],
  ["removing the permission", removePermission, 401],
  ["allowing only other IP addresses", restrict, 403],
];

// Keeps the rate limit out of these tests.
process.env.RATE_LIMIT_PER_MINUTE = "1000000";

afterEach(() => void vi.useRealTimers());

describe.each(mutations)("%s", (_, mutate, rejectionStatus) => {
  it("rejects the next request", async () => {
    const application = await createApplicationIn();
    expect(await getStatus(application.key)).toBe(200);
    await mutate(application);
    expect(await getStatus(application.key)).toBe(rejectionStatus);
  });

  it("rejects a request whose body ends after the change", async () => {
    const application = await createApplicationIn();
    const finish = await beginRequest(application);
    await mutate(application);
    expect((await finish()).status).toBe(rejectionStatus);
  });

  it("rejects every request that starts afterwards, with many in progress", async () => {
    const application = await createApplicationIn();
    const countAccepted = await callRepeatedly(application, rejectionStatus);
    await mutate(application);
    expect(await countAccepted()).toBe(0);
  });
});

// One test for all three promises, since a process takes a second to start.
it("rejects requests after disabling on the command line, and accepts the first after enabling", async () => {
  const application = await createApplicationIn();
  const { workspaceId, id, key } = application;
  expect(await getStatus(key)).toBe(200);
  const finish = await beginRequest(application);
  const countAccepted = await callRepeatedly(application, 403, 50);
  await runKeys("disable", workspaceId, id);
  expect(await getStatus(key)).toBe(403);
  expect((await finish()).status).toBe(403);
  expect(await countAccepted()).toBe(0);
  await runKeys("enable", workspaceId, id);
  expect(await getStatus(key)).toBe(200);
});

it("rejects requests after an allowlist was set on the command line, and accepts the first after it was removed", async () => {
  const application = await createApplicationIn();
  const { workspaceId, id, key } = application;
  expect(await getStatus(key)).toBe(200);
  const finish = await beginRequest(application);
  const countAccepted = await callRepeatedly(application, 403, 50);
  await runKeys("restrict", workspaceId, id, ["--allow-ips", "203.0.113.0/24"]);
  expect(await getStatus(key)).toBe(403);
  expect((await finish()).status).toBe(403);
  expect(await countAccepted()).toBe(0);
  await runKeys("restrict", workspaceId, id, ["--allow-ips", "any"]);
  expect(await getStatus(key)).toBe(200);
});

it("rejects a key within a second of a direct change in the database", async () => {
  const { id, key } = await createApplicationIn();
  vi.useFakeTimers({ toFake: ["performance"] });
  expect(await getStatus(key)).toBe(200);
  await pool.query(`UPDATE "Application" SET "enabled" = false WHERE "id" = $1`, [id]);
  vi.advanceTimersByTime(1_000);
  expect(await getStatus(key)).toBe(403);
});

it("returns 409 to the slower of two concurrent regenerations", async () => {
  const { workspaceId, personId, id, keyId, key } = await createApplicationIn();
  const attempts = await Promise.allSettled(
    [1, 2].map(() => regenerateKey(workspaceId, personId, { applicationId: id, keyId })),
  );
  const [fulfilled] = attempts.filter((attempt) => attempt.status === "fulfilled");
  const [rejected] = attempts.filter((attempt) => attempt.status === "rejected");
  expect(rejected?.reason).toMatchObject({ code: "conflict" });
  expect(await getStatus(key)).toBe(401);
  expect(await getStatus(fulfilled?.value.key ?? "")).toBe(200);
  const current = await pool.query(
    `SELECT FROM "ApiKey" WHERE "applicationId" = $1 AND "revokedAt" IS NULL`,
    [id],
  );
  expect(current.rowCount).toBe(1);
});

it("rejects the key of a regeneration that a deletion waited for", async () => {
  const application = await createApplicationIn();
  const { workspaceId, personId, id, keyId } = application;
  const holder = await pool.connect();
  await holder.query("BEGIN");
  await holder.query(`SELECT FROM "ApiKey" WHERE "id" = $1 FOR UPDATE`, [keyId]);
  const regenerated = regenerateKey(workspaceId, personId, { applicationId: id, keyId });
  await expect.poll(countLockWaits).toBe(1);
  const deleted = remove(application);
  await expect.poll(countLockWaits).toBe(2);
  await holder.query("COMMIT");
  holder.release();
  const [{ key }] = await Promise.all([regenerated, deleted]);
  expect(await getStatus(key)).toBe(401);
  await restoreApplication(workspaceId, personId, { id });
  expect(await getStatus(key)).toBe(200);
});

it("rejects an unrevoked key of a deleted application", async () => {
  const { id, key } = await createApplicationIn();
  await pool.query(`UPDATE "Application" SET "deletedAt" = now() WHERE "id" = $1`, [id]);
  expect(await getStatus(key)).toBe(401);
});

/** Sends half of a request. Returns a function that sends the rest. */
async function beginRequest({ key }: TestApplication): Promise<() => Promise<Response>> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const answer = call("/track", { method: "POST", key, body: readable });
  const body = JSON.stringify({ identification: { user: { userId: "late" } }, name: "late" });
  const half = body.length >> 1;
  await writer.write(Buffer.from(body.slice(0, half)));
  return async () => {
    await writer.write(Buffer.from(body.slice(half)));
    await writer.close();
    return answer;
  };
}

/**
 * Starts twenty clients that call repeatedly. The returned function counts the accepted calls among 200 that start after
 * it was called. Pauses leave processor time to another process.
 */
async function callRepeatedly(
  { key }: TestApplication,
  rejectionStatus: number,
  pauseMs = 0,
): Promise<() => Promise<number>> {
  let changed = false;
  let afterwards = 0;
  const accepted = { before: 0, after: 0 };
  const client = async () => {
    while (afterwards < 200) {
      const startedAfter = changed;
      if (startedAfter) afterwards += 1;
      const status = await getStatus(key);
      if (status === 200) accepted[startedAfter ? "after" : "before"] += 1;
      else expect(status).toBe(rejectionStatus);
      if (pauseMs) await pause(pauseMs);
    }
  };
  const clients = Array.from({ length: 20 }, client);
  await expect.poll(() => accepted.before).toBeGreaterThan(100);
  return async () => {
    changed = true;
    await Promise.all(clients);
    return accepted.after;
  };
}

/** Counts the sessions of this database that wait for a lock. */
async function countLockWaits(): Promise<number | null> {
  const waiting = await pool.query(
    `SELECT FROM pg_stat_activity WHERE "datname" = current_database() AND "wait_event_type" = 'Lock'`,
  );
  return waiting.rowCount;
}

async function runKeys(
  command: string,
  workspaceId: string,
  applicationId: string,
  options: string[] = [],
): Promise<void> {
  const { rows } = await pool.query<{ slug: string; name: string }>(
    `SELECT w."slug", a."name" FROM "Application" a JOIN "Workspace" w ON w."id" = a."workspaceId"
     WHERE a."workspaceId" = $1 AND a."id" = $2`,
    [workspaceId, applicationId],
  );
  const { slug = "", name = "" } = rows[0] ?? {};
  const ran = await runScript(["scripts/keys.ts", command, "--workspace", slug, "--name", name, ...options]);
  expect(ran.output).toBe("");
  expect(ran.ok).toBe(true);
}
