import { expect, it } from "vitest";
import type { Actor } from "@/lib/auth/actor";
import { drain } from "@/lib/computations/engine/worker";
import { deleteComputation, saveComputation } from "@/lib/computations/mutations";
import { addUsers } from "@/lib/contacts/memberships/mutations";
import { deleteUser, upsertAccount, upsertUser } from "@/lib/contacts/mutations";
import { prisma } from "@/lib/db/prisma";
import { trackEvent } from "@/lib/events/mutations";
import { day } from "@/lib/time";
import {
  all,
  any,
  defineSegment,
  eventAtLeast,
  propertyIs,
  toForm,
} from "@/tests/support/factories/computations";
import { createWorkspaceOf } from "@/tests/support/factories/people";

async function createOwner(): Promise<Actor> {
  const { actors } = await createWorkspaceOf("owner");
  return actors[0] as Actor;
}

async function upsert(
  { workspaceId }: Actor,
  userId: string,
  properties: Record<string, string | number> = {},
) {
  await upsertUser(workspaceId, {
    identification: { userId },
    properties: new Map(Object.entries(properties)),
  });
}

async function track({ workspaceId }: Actor, userId: string, name: string, triggeredAt = new Date()) {
  await trackEvent(workspaceId, { identification: { user: { userId } }, name, triggeredAt });
}

async function listMembers({ workspaceId }: Actor, segmentId: string): Promise<(string | null)[]> {
  const rows = await prisma.segmentUser.findMany({
    where: { workspaceId, segmentId },
    select: { user: { select: { externalId: true } } },
  });
  return rows.map(({ user }) => user.externalId).toSorted();
}

async function getProperties({ workspaceId }: Actor, userId: string) {
  const user = await prisma.user.findFirstOrThrow({ where: { workspaceId, externalId: userId } });
  return user.properties;
}

it("puts existing and later contacts into a segment, and takes them out when they no longer match", async () => {
  const owner = await createOwner();
  await upsert(owner, "old", { plan: "Business" });
  await upsert(owner, "other", { plan: "Free" });
  const segmentId = await defineSegment(owner, "Business", all(propertyIs("plan", "business")));
  await drain();
  expect(await listMembers(owner, segmentId)).toEqual(["old"]);
  await upsert(owner, "new", { plan: "Business" });
  await upsert(owner, "other", { plan: "Business" });
  await upsert(owner, "old", { plan: "Free" });
  await drain();
  expect(await listMembers(owner, segmentId)).toEqual(["new", "other"]);
  const changes = await prisma.contactChange.findMany({
    where: { workspaceId: owner.workspaceId },
    orderBy: { id: "asc" },
    select: { entered: true, name: true, cause: true },
  });
  expect(changes).toContainEqual({ entered: true, name: "Business", cause: "definition" });
  expect(changes).toContainEqual({ entered: false, name: "Business", cause: "property" });
  expect(await getProperties(owner, "new")).toEqual({ plan: "Business", segments: ["Business"] });
  expect(await getProperties(owner, "old")).toEqual({ plan: "Free" });
});

it("counts events in a window, and lets a contact leave when the window moves on", async () => {
  const owner = await createOwner();
  const segmentId = await defineSegment(
    owner,
    "Exporters",
    all(eventAtLeast("exported", 3, { range: "lastDays", days: 7 })),
  );
  const now = Date.now();
  for (const age of [0, 1, 2]) await track(owner, "kim", "exported", new Date(now - age * day));
  await track(owner, "lee", "exported");
  await drain();
  expect(await listMembers(owner, segmentId)).toEqual(["kim"]);
  await drain({ now: now + 7 * day });
  expect(await listMembers(owner, segmentId)).toEqual([]);
  const last = await prisma.contactChange.findFirstOrThrow({
    where: { workspaceId: owner.workspaceId },
    orderBy: { id: "desc" },
  });
  expect(last).toMatchObject({ entered: false, name: "Exporters", cause: "time" });
});

it("computes stage, health, a score and computed properties, each after what it reads", async () => {
  const owner = await createOwner();
  const save = (name: string, body: Parameters<typeof toForm>[1]) =>
    saveComputation(owner, toForm(name, body));
  const customers = all(propertyIs("plan", "Business"));
  const active = all({
    type: "property",
    name: "exports",
    test: { operator: "atLeast", value: 2 },
    not: false,
  });
  await save("Exports", {
    type: "property",
    formula: { function: "count", event: "exported", window: { range: "ever" }, where: [] },
  });
  await save("Activity", {
    type: "score",
    rules: [
      { name: "Exports", weight: 30, condition: active, skipUnknown: false },
      { name: "Pays", weight: 70, condition: customers, skipUnknown: false },
    ],
    good: 70,
    bad: 30,
  });
  await save("Everybody", { type: "stage", condition: null, healthProfileId: null });
  await save("Customer", { type: "stage", condition: customers, healthProfileId: null });
  const low = all({
    type: "property",
    name: "activity",
    test: { operator: "lessThan", value: 50 },
    not: false,
  });
  await save("Default", { type: "healthProfile", good: active, bad: low, isDefault: true });
  await upsert(owner, "kim", { plan: "Business" });
  await upsert(owner, "lee");
  await track(owner, "kim", "exported");
  await track(owner, "kim", "exported");
  await drain();
  expect(await getProperties(owner, "kim")).toMatchObject({
    exports: 2,
    activity: 100,
    stage: "Customer",
    health: "Good",
  });
  expect(await getProperties(owner, "lee")).toMatchObject({
    exports: 0,
    activity: 0,
    stage: "Everybody",
    health: "Bad",
  });
  await upsert(owner, "kim", { plan: "Free" });
  await drain();
  expect(await getProperties(owner, "kim")).toMatchObject({
    activity: 30,
    stage: "Everybody",
    health: "Good",
  });
});

it("writes the history of contacts that change at the same time, each with its own result", async () => {
  const owner = await createOwner();
  const { workspaceId } = owner;
  const plans = { kim: "Business", lee: "Business", max: "Free", sam: "Trial" };
  for (const [userId, plan] of Object.entries(plans)) await upsert(owner, userId, { plan });
  const [good, bad] = [all(propertyIs("plan", "Business")), all(propertyIs("plan", "Free"))];
  await saveComputation(owner, toForm("Default", { type: "healthProfile", good, bad, isDefault: true }));
  await drain();
  const users = await prisma.user.findMany({ where: { workspaceId } });
  const changes = await prisma.contactChange.findMany({ where: { workspaceId } });
  const healths = changes.map(({ contactId, type, name, previous, cause }) => [
    users.find(({ id }) => id === contactId)?.externalId,
    ...[type, name, previous, cause],
  ]);
  expect(healths.toSorted()).toEqual([
    ["kim", "healthProfile", "Good", "", "definition"],
    ["lee", "healthProfile", "Good", "", "definition"],
    ["max", "healthProfile", "Bad", "", "definition"],
    ["sam", "healthProfile", "Normal", "", "definition"],
  ]);
});

it("follows segments across kinds: accounts by their users", async () => {
  const owner = await createOwner();
  const { workspaceId } = owner;
  const admins = await defineSegment(owner, "Admins", all(propertyIs("role", "admin")));
  const related = { type: "related" as const, quantity: { of: "any" as const }, segmentId: admins };
  const managed = await defineSegment(owner, "Managed", any(related), "account");
  await upsertAccount(workspaceId, { identification: { accountId: "a" } });
  await upsert(owner, "kim", { role: "member" });
  await addUsers(workspaceId, {
    account: { accountId: "a" },
    users: [{ identification: { userId: "kim" } }],
  });
  await drain();
  const count = () => prisma.segmentAccount.count({ where: { workspaceId, segmentId: managed } });
  expect(await count()).toBe(0);
  await upsert(owner, "kim", { role: "admin" });
  await drain();
  expect(await count()).toBe(1);
  await deleteUser(workspaceId, { userId: "kim" });
  await drain();
  expect(await count()).toBe(0);
});

it("rejects a cycle with its path, and the deletion of what is used with its users", async () => {
  const owner = await createOwner();
  const first = await defineSegment(owner, "First", all(propertyIs("plan", "Business")));
  const inSegment = (segmentId: string) => all({ type: "segment", segmentId, not: false });
  const second = await defineSegment(owner, "Second", inSegment(first));
  const form = toForm("First", { type: "segment", condition: inSegment(second) }, { id: first, version: 1 });
  await expect(saveComputation(owner, form)).rejects.toMatchObject({
    code: "conflict",
    message: "This would depend on itself: First → Second → First.",
  });
  await expect(deleteComputation(owner, first)).rejects.toMatchObject({
    code: "conflict",
    details: { issues: [{ path: second, message: "Second" }] },
  });
  await deleteComputation(owner, second);
  await deleteComputation(owner, first);
});

it("removes the values of a deleted computation from all contacts", async () => {
  const owner = await createOwner();
  const { id } = await saveComputation(
    owner,
    toForm("Customer", { type: "stage", condition: null, healthProfileId: null }),
  );
  await upsert(owner, "kim", { plan: "Business" });
  await drain();
  expect(await getProperties(owner, "kim")).toMatchObject({ stage: "Customer" });
  await deleteComputation(owner, id);
  await drain();
  expect(await getProperties(owner, "kim")).toEqual({ plan: "Business" });
});

it("does not test the value of a deleted computation that contacts still have", async () => {
  const owner = await createOwner();
  const { id } = await saveComputation(
    owner,
    toForm("Exports", {
      type: "property",
      formula: { function: "count", event: "exported", window: { range: "ever" }, where: [] },
    }),
  );
  await track(owner, "kim", "exported");
  await drain();
  expect(await getProperties(owner, "kim")).toEqual({ exports: 1 });
  await deleteComputation(owner, id);
  const test = { operator: "atLeast" as const, value: 1 };
  const exporters = await defineSegment(
    owner,
    "Exporters",
    all({ type: "property", name: "exports", test, not: false }),
  );
  await drain();
  expect(await listMembers(owner, exporters)).toEqual([]);
  expect(await getProperties(owner, "kim")).toEqual({});
  await upsert(owner, "kim", { exports: 2 });
  await drain();
  expect(await listMembers(owner, exporters)).toEqual(["kim"]);
});

it("returns a conflict when another admin saved first", async () => {
  const owner = await createOwner();
  const body = { type: "segment" as const, condition: all(propertyIs("plan", "Business")) };
  const { id, version } = await saveComputation(owner, toForm("Business", body));
  await saveComputation(owner, toForm("Business!", body, { id, version }));
  await expect(saveComputation(owner, toForm("Other", body, { id, version }))).rejects.toMatchObject({
    code: "conflict",
  });
});
