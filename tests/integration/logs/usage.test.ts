import { beforeEach, expect, test } from "vitest";
import { createApplication, setEnabled } from "@/lib/applications/mutations";
import type { WorkspaceId } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import { createId, getIdTime } from "@/lib/ids";
import { regenerateKey } from "@/lib/keys/mutations";
import { countCallsByEndpoint, getImpact } from "@/lib/logs/rollup/usage";
import { type StoredCall, storeCalls } from "@/lib/logs/write/store";
import { day, hour, minute } from "@/lib/time";
import { idAt, storedCall } from "@/tests/support/factories/stored-call";

let workspaceId: WorkspaceId;
let applicationId: string;

beforeEach(async () => {
  workspaceId = createId() as WorkspaceId;
  applicationId = createId();
  await prisma.workspace.create({ data: { id: workspaceId, name: "Here", slug: workspaceId.toLowerCase() } });
});

test("counts the calls that would fail, with their endpoints, clients, IP addresses and the last one", async () => {
  const { applicationId: id, keyId: apiKeyId } = await addApplication();
  const events = { applicationId: id, apiKeyId, permission: "ReadEvents", route: "/events" };
  await add(day - minute, events);
  await add(hour, { ...events, client: "python-sdk/2.3.0", ipAddress: "198.51.100.7" });
  const last = await add(minute, { ...events, status: 404, errorCode: "not_found" });
  await add(2 * hour, { ...events, permission: "", route: "/validate" });
  await add(day + minute, events);
  await add(0, { ...events, status: 401, errorCode: "missing_permission" });
  await add(0, { ...events, status: 403, errorCode: "key_disabled", accepted: false });
  await add(0, { ...events, applicationId: createId() });
  expect(await getImpact(workspaceId, { applicationIds: [id] })).toEqual({
    calls: 4,
    clients: 2,
    ipAddresses: 2,
    lastAt: getIdTime(last),
    endpoints: [
      { method: "GET", route: "/events", calls: 3 },
      { method: "GET", route: "/validate", calls: 1 },
    ],
  });
  const removed = { applicationIds: [id], permissions: ["ReadEvents"] };
  expect(await getImpact(workspaceId, removed)).toMatchObject({ calls: 3, endpoints: [{ calls: 3 }] });
  expect(await getImpact(workspaceId, { ...removed, permissions: ["ReadSegments"] })).toEqual(nothing);
});

test("counts no calls with keys that do not work anyway, and none of a disabled application", async () => {
  const { applicationId: id, keyId: apiKeyId } = await addApplication();
  await add(minute, { applicationId: id, apiKeyId });
  const countCalls = async () => (await getImpact(workspaceId, { applicationIds: [id] })).calls;
  await regenerateKey(workspaceId, null, { applicationId: id, keyId: apiKeyId, overlap: "hour" });
  expect(await countCalls()).toBe(1);
  await prisma.apiKey.updateMany({ where: { id: apiKeyId }, data: { revokedAt: new Date() } });
  expect(await countCalls()).toBe(0);
  await prisma.apiKey.updateMany({
    where: { id: apiKeyId },
    data: { revokedAt: new Date(Date.now() + hour) },
  });
  await prisma.apiKey.updateMany({ where: { id: apiKeyId }, data: { expiresAt: new Date() } });
  expect(await countCalls()).toBe(0);
  await prisma.apiKey.updateMany({ where: { id: apiKeyId }, data: { expiresAt: null } });
  await setEnabled(workspaceId, null, id, false);
  expect(await countCalls()).toBe(0);
});

test("counts the calls of several applications together, and none of another workspace", async () => {
  const all = [await addApplication(), await addApplication()];
  for (const { applicationId: id, keyId } of all) await add(minute, { applicationId: id, apiKeyId: keyId });
  const applicationIds = all.map(({ applicationId: id }) => id);
  expect(await getImpact(workspaceId, { applicationIds })).toMatchObject({
    calls: 2,
    clients: 1,
    ipAddresses: 1,
  });
  expect(await getImpact(createId() as WorkspaceId, { applicationIds })).toEqual(nothing);
});

test("counts calls of a range by endpoint and outcome, the most called first", async () => {
  await add(minute, { route: "/events" });
  await add(6 * day, { route: "/events" });
  await add(8 * day, { route: "/events" });
  await add(minute, { route: "/events", status: 404, errorCode: "not_found" });
  await add(minute, { route: "/events", status: 503, errorCode: "unavailable" });
  await add(minute, { route: "", status: 401, errorCode: "unauthorized", accepted: false });
  const none = { rejected: 0, clientErrors: 0, serverErrors: 0 };
  expect(await countCallsByEndpoint(workspaceId, applicationId, "7d")).toEqual([
    { ...none, method: "GET", route: "/events", calls: 4, clientErrors: 1, serverErrors: 1 },
    { ...none, method: "GET", route: null, calls: 1, rejected: 1 },
  ]);
  expect(await countCallsByEndpoint(workspaceId, applicationId, "24h")).toMatchObject([
    { calls: 3 },
    { calls: 1 },
  ]);
});

const nothing = { calls: 0, clients: 0, ipAddresses: 0, lastAt: null, endpoints: [] };

function addApplication() {
  return createApplication(workspaceId, null, { name: createId(), permissions: [] });
}

async function add(age: number, change: Partial<StoredCall>): Promise<string> {
  const id = idAt(new Date(Date.now() - age));
  await storeCalls([storedCall({ workspaceId, applicationId }, { id, ...change })]);
  return id;
}
