import { beforeEach, expect, test } from "vitest";
import type { WorkspaceId } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import { createId, getIdTime } from "@/lib/ids";
import {
  countCallsSinceDeletion,
  listDeletedApplicationsInUse,
  listOldKeysInUse,
} from "@/lib/logs/rollup/old-keys";
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

test("does not list a key that was restored after calls with it were rejected", async () => {
  const { applicationId, apiKeyId } = await addApplication("Importer", { deleted: true });
  await addRejectedCall(applicationId, apiKeyId, hour);
  await prisma.apiKey.updateMany({ where: { workspaceId }, data: { revokedAt: null } });
  expect(await listOldKeysInUse(workspaceId, applicationId)).toMatchObject([{ id: apiKeyId, revokedAt }]);
  await prisma.application.updateMany({ where: { workspaceId }, data: { deletedAt: null } });
  expect(await listOldKeysInUse(workspaceId, applicationId)).toEqual([]);
});

test("counts the rejected calls since each deletion from single calls, hours and days", async () => {
  const start = (Math.floor(Date.now() / day) - 20) * day;
  const deletedAt = new Date(start + 9.3 * hour);
  const [one, two] = [await addApplication("One"), await addApplication("Two")];
  const addAt = (time: number, change = {}) => {
    const call = { id: idAt(new Date(time)), apiKeyId: one.apiKeyId, ...rejection, ...change };
    return storeCalls([storedCall({ workspaceId, applicationId: one.applicationId }, call)]);
  };
  for (const time of [0, 1, 0.7 * hour - 1, 0.7 * hour, 14 * hour]) await addAt(deletedAt.getTime() + time);
  for (const time of [day, 10 * day]) await addAt(start + time);
  await addAt(deletedAt.getTime() - 1);
  await addAt(start + 2 * day, { accepted: true, status: 200, errorCode: "" });
  const deleted = [one, two].map(({ applicationId: id }) => ({ id, deletedAt }));
  expect(await countCallsSinceDeletion(workspaceId, deleted)).toEqual(
    new Map([
      [one.applicationId, { calls: 7, countedFrom: deletedAt }],
      [two.applicationId, { calls: 0, countedFrom: deletedAt }],
    ]),
  );
});

test("counts since the oldest kept call of the log, if the deletion is older", async () => {
  const { applicationId: id, apiKeyId } = await addApplication("Importer", { deleted: true });
  for (const age of [hour, 8 * day]) await addRejectedCall(id, apiKeyId, age);
  await prisma.workspace.update({ where: { id: workspaceId }, data: { logDays: 7 } });
  const counted = await countCallsSinceDeletion(workspaceId, [{ id, deletedAt: revokedAt }]);
  expect(counted.get(id)?.calls).toBe(1);
  expect(counted.get(id)?.countedFrom.getTime()).toBeCloseTo(Date.now() - 7 * day, -5);
});

test("does not list revoked keys of another workspace", async () => {
  const { applicationId, apiKeyId } = await addApplication("Importer", { deleted: true });
  await addRejectedCall(applicationId, apiKeyId, hour);
  const elsewhere = createId() as WorkspaceId;
  expect(await listOldKeysInUse(elsewhere, applicationId)).toEqual([]);
  expect(await listDeletedApplicationsInUse(elsewhere)).toEqual([]);
});

const rejection = { accepted: false, status: 401, errorCode: "unauthorized" };

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
  await storeCalls([storedCall({ workspaceId, applicationId }, { id, apiKeyId, ...rejection, ...change })]);
  return id;
}
