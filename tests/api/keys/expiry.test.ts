import { afterEach, expect, it, vi } from "vitest";
import { catalog } from "@/app/api/catalog";
import { toAuthentication } from "@/lib/api/authenticate";
import { createApplication, updateApplication } from "@/lib/applications/mutations";
import { getApplication, listLongLivedKeys } from "@/lib/applications/queries";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { regenerateKey, setOverlap } from "@/lib/keys/mutations";
import type { KeyRow } from "@/lib/keys/queries";
import { day, hour } from "@/lib/time";
import { createApplicationIn, type TestApplication, usedKeys } from "@/tests/support/factories/application";
import { callInProcess } from "@/tests/support/servers/call-api";

const call = callInProcess(catalog);
const getStatus = async (key: string) => (await call("/segments/users", { key })).status;

afterEach(() => void vi.useRealTimers());

it("accepts a key until the millisecond before it expires or is revoked", () => {
  const row: KeyRow = {
    workspaceId: "w" as never,
    applicationId: "a",
    apiKeyId: "k",
    permissions: [],
    enabled: true,
    allowsIp: () => true,
    callsPerMinute: null,
    observed: {},
    revokedAt: Number.POSITIVE_INFINITY,
    expiresAt: Number.POSITIVE_INFINITY,
  };
  const reject = (change: Partial<KeyRow>, now: number) =>
    toAuthentication({ ...row, ...change }, now, "203.0.113.4").rejection?.code;
  expect(reject({ expiresAt: 1_000 }, 999)).toBeUndefined();
  expect(reject({ expiresAt: 1_000 }, 1_000)).toBe("key_expired");
  expect(reject({ revokedAt: 1_000 }, 999)).toBeUndefined();
  expect(reject({ revokedAt: 1_000 }, 1_000)).toBe("unauthorized");
  // The first reason that applies: the client cannot tell whether a revoked key had expired.
  expect(reject({ revokedAt: 900, expiresAt: 900, enabled: false }, 1_000)).toBe("unauthorized");
  expect(reject({ expiresAt: 900, enabled: false }, 1_000)).toBe("key_expired");
});

it("returns 401 with the reason for an expired key, and logs the call under its application", async () => {
  const { id, keyId, key } = await createApplicationIn();
  await expire(keyId);
  const response = await call("/segments/users", { key });
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({
    message: "This API key has expired. Regenerate it in Settings → API access.",
  });
  await expect
    .poll(() => pool.query(`SELECT "errorCode" FROM "RequestDimension" WHERE "applicationId" = $1`, [id]))
    .toMatchObject({ rows: [{ errorCode: "key_expired" }] });
});

it("decides by the database's clock, whatever the process's clock says", async () => {
  const { keyId, key } = await createApplicationIn();
  await pool.query(`UPDATE "ApiKey" SET "expiresAt" = now() + interval '1 hour' WHERE "id" = $1`, [keyId]);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 2 * hour });
  expect(await getStatus(key)).toBe(200);
});

it("rejects a cached key from the moment it expires", async () => {
  const { keyId, key } = await createApplicationIn();
  await pool.query(`UPDATE "ApiKey" SET "expiresAt" = now() + interval '10 seconds' WHERE "id" = $1`, [
    keyId,
  ]);
  vi.useFakeTimers({ toFake: ["performance"] });
  expect(await getStatus(key)).toBe(200);
  // The cached row is still in use: fake time does not evict it.
  vi.advanceTimersByTime(10_000);
  await pool.query(`UPDATE "ApiKey" SET "expiresAt" = now() - interval '1 ms' WHERE "id" = $1`, [keyId]);
  expect(await getStatus(key)).toBe(401);
});

it("accepts both keys during the overlap, and only the new one after it", async () => {
  const application = await createApplicationIn();
  const issued = await regenerate(application, "day");
  expect([await getStatus(application.key), await getStatus(issued.key)]).toEqual([200, 200]);
  const { oldKey } = await getApplication(application.workspaceId, application.id);
  expect(oldKey?.id).toBe(application.keyId);
  expect(oldKey?.revokedAt.getTime()).toBeCloseTo(Date.now() + day, -5);

  await pool.query(`UPDATE "ApiKey" SET "revokedAt" = now() WHERE "id" = $1`, [application.keyId]);
  await expect.poll(() => getStatus(application.key)).toBe(401);
  expect(await getStatus(issued.key)).toBe(200);
  expect((await getApplication(application.workspaceId, application.id)).oldKey).toBeNull();
});

it("stops earlier old keys no later than the replaced key", async () => {
  const application = await createApplicationIn();
  const second = await regenerate(application, "week");
  const third = await regenerate({ ...application, keyId: second.keyId }, "hour");
  const { rows } = await pool.query<{ hours: number }>(
    `SELECT round(extract(epoch FROM "revokedAt" - now()) / 3600)::int AS "hours" FROM "ApiKey"
     WHERE "applicationId" = $1 AND "revokedAt" IS NOT NULL`,
    [application.id],
  );
  expect(rows).toEqual([{ hours: 1 }, { hours: 1 }]);
  await regenerate({ ...application, keyId: third.keyId }, "none");
  for (const key of [application.key, second.key, third.key]) expect(await getStatus(key)).toBe(401);
});

it("never extends an old key beyond its own expiry", async () => {
  const application = await createApplicationIn();
  await pool.query(`UPDATE "ApiKey" SET "expiresAt" = now() + interval '2 hours' WHERE "id" = $1`, [
    application.keyId,
  ]);
  await regenerate(application, "day");
  const find = async () =>
    (await getApplication(application.workspaceId, application.id)).oldKey?.revokedAt.getTime();
  expect(await find()).toBeCloseTo(Date.now() + 2 * hour, -5);
  const { workspaceId, personId, id, keyId } = application;
  await setOverlap(workspaceId, personId, { applicationId: id, keyId, overlap: "week" });
  expect(await find()).toBeCloseTo(Date.now() + 2 * hour, -5);
});

it("returns 409 for the overlap of a key that has stopped, and does not start it again", async () => {
  const application = await createApplicationIn();
  await regenerate(application, "none");
  const { workspaceId, personId, id, keyId } = application;
  const change = { applicationId: id, keyId, overlap: "week" as const };
  await expect(setOverlap(workspaceId, personId, change)).rejects.toMatchObject({ code: "conflict" });
  expect(await getStatus(application.key)).toBe(401);
});

it("deletes an application with all its keys, old ones too", async () => {
  const application = await createApplicationIn();
  const issued = await regenerate(application, "week");
  const { deleteApplication } = await import("@/lib/applications/mutations");
  await deleteApplication(application.workspaceId, application.personId, application.id);
  for (const key of [application.key, issued.key]) expect(await getStatus(key)).toBe(401);
});

it("rejects keys beyond the workspace's maximum lifetime beside the field, and lists existing ones", async () => {
  const { workspaceId, personId, id } = await createApplicationIn();
  await prisma.workspace.update({ where: { id: workspaceId }, data: { maxKeyDays: 30 } });
  const rejection = { code: "bad_request", details: { issues: [{ path: "expiry" }] } };
  const create = (expiry?: string) =>
    createApplication(workspaceId, personId, { name: `Limited ${expiry}`, permissions: [], expiry });
  for (const expiry of [undefined, "never", "90"])
    await expect(create(expiry)).rejects.toMatchObject(rejection);
  usedKeys.push((await create("30")).key);
  const { name, version } = await getApplication(workspaceId, id);
  const edit = { id, name, version, enabled: true, permissions: [] };
  await expect(updateApplication(workspaceId, personId, { ...edit, expiry: "365" })).rejects.toMatchObject(
    rejection,
  );

  const policy = { timeZone: "UTC", maxKeyDays: 30 };
  expect(await listLongLivedKeys(workspaceId, policy)).toEqual({ total: 1, applications: [{ id, name }] });
  await updateApplication(workspaceId, personId, { ...edit, expiry: "7" });
  expect(await listLongLivedKeys(workspaceId, policy)).toEqual({ total: 0, applications: [] });
  expect((await getApplication(workspaceId, id)).key.expiresAt?.getTime()).toBeCloseTo(
    Date.now() + 7 * day,
    -5,
  );
});

async function regenerate(
  { workspaceId, personId, id, keyId }: TestApplication,
  overlap: "none" | "hour" | "day" | "week",
) {
  const issued = await regenerateKey(workspaceId, personId, { applicationId: id, keyId, overlap });
  usedKeys.push(issued.key);
  return issued;
}

async function expire(keyId: string): Promise<void> {
  await pool.query(`UPDATE "ApiKey" SET "expiresAt" = now() WHERE "id" = $1`, [keyId]);
}
