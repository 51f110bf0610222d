import { beforeEach, expect, test } from "vitest";
import type { WorkspaceId } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import { createId, getIdTime } from "@/lib/ids";
import { listDeletedApplicationsInUse, listOldKeysInUse } from "@/lib/logs/rollup/old-keys";
import { storeCalls } from "@/lib/logs/write/store";
import { day, hour, minute } from "@/lib/time";
import { idAt, storedCall } from "@/tests/support/factories/stored-call";

const revokedAt = new Date("2026-05-03T09:00:00Z");
let workspaceId: WorkspaceId;

beforeEach(async () => {
  workspaceId = createId() as WorkspaceId;
  await prisma.workspace.create({ data: { id: workspaceId, name: "Here", slug: workspaceId.toLowerCase() } });
});

test("lists a revoked key that is still used, with its calls of the last 24 hours and the last one", async () => {
  const { applicationId, apiKeyId } = await addApplication("Importer");
  const last = await addRejectedCall(applicationId, apiKeyId, minute, { ipAddress: "203.0.113.4" });
  for (const age of [hour, 5 * hour, day - minute]) await addRejectedCall(applicationId, apiKeyId, age);
  await addRejectedCall(applicationId, apiKeyId, day + minute);
  expect(await listOldKeysInUse(workspaceId, applicationId)).toEqual([
    {
      id: apiKeyId,
      hint: "9xQz",
      revokedAt,
      deleted: false,
      calls: 4,
      lastAt: getIdTime(last),
      client: "js-sdk/3.1.0",
      ipAddress: "203.0.113.4",
    },
  ]);
});

test("ignores calls made before the key was revoked", async () => {
  const { applicationId, apiKeyId } = await addApplication("Importer");
  await storeCalls([storedCall({ workspaceId, applicationId }, { apiKeyId })]);
  expect(await listOldKeysInUse(workspaceId, applicationId)).toEqual([]);
});

test("tells keys revoked by deleting the application from keys regenerated before", async () => {
  const { applicationId, apiKeyId } = await addApplication("Importer", { deleted: true });
  await addRejectedCall(applicationId, apiKeyId, hour);
  expect(await listOldKeysInUse(workspaceId, applicationId)).toMatchObject([{ id: apiKeyId, deleted: true }]);
});

test("lists deleted applications that are still called, the busiest first, and no others", async () => {
  const [quiet, busy, busiest] = [
    await addApplication("Quiet", { deleted: true }),
    await addApplication("Busy", { deleted: true }),
    await addApplication("Busiest", { deleted: true }),
  ];
  const living = await addApplication("Living");
  await addRejectedCall(quiet.applicationId, quiet.apiKeyId, 30 * hour);
  await addRejectedCall(busy.applicationId, busy.apiKeyId, hour);
  for (const age of [0, hour]) await addRejectedCall(busiest.applicationId, busiest.apiKeyId, age);
  await addRejectedCall(living.applicationId, living.apiKeyId, hour);
  expect(await listDeletedApplicationsInUse(workspaceId)).toEqual([
    { id: busiest.applicationId, name: "Busiest", calls: 2 },
    { id: busy.applicationId, name: "Busy", calls: 1 },
  ]);
});

test("does not list revoked keys of another workspace", async () => {
  const { applicationId, apiKeyId } = await addApplication("Importer", { deleted: true });
  await addRejectedCall(applicationId, apiKeyId, hour);
  const elsewhere = createId() as WorkspaceId;
  expect(await listOldKeysInUse(elsewhere, applicationId)).toEqual([]);
  expect(await listDeletedApplicationsInUse(elsewhere)).toEqual([]);
});

/** An application with a revoked key. */
async function addApplication(name: string, { deleted = false } = {}) {
  const [applicationId, apiKeyId] = [createId(), createId()];
  await prisma.application.create({
    data: {
      workspaceId,
      id: applicationId,
      name,
      foldedName: name.toLowerCase(),
      deletedAt: deleted ? revokedAt : null,
      keys: { create: { id: apiKeyId, hash: Buffer.from(apiKeyId), hint: "9xQz", revokedAt } },
    },
  });
  return { applicationId, apiKeyId };
}

async function addRejectedCall(
  applicationId: string,
  apiKeyId: string,
  age: number,
  change = {},
): Promise<string> {
  const id = idAt(new Date(Date.now() - age));
  const rejection = { id, apiKeyId, accepted: false, status: 401, errorCode: "unauthorized", ...change };
  await storeCalls([storedCall({ workspaceId, applicationId }, rejection)]);
  return id;
}
