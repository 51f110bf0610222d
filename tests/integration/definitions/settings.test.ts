import { describe, expect, it } from "vitest";
import { listAuditEntries } from "@/lib/audit/queries";
import type { Actor, WorkspaceId } from "@/lib/auth/actor";
import { listProperties } from "@/lib/contacts/properties/queries";
import { prisma } from "@/lib/db/prisma";
import { deleteUnusedDefinition, setArchived, updateDefinition } from "@/lib/definitions/settings/mutations";
import {
  listEventSettings,
  listGroupNames,
  listPropertySettings,
  maxSampledContacts,
} from "@/lib/definitions/settings/queries";
import { createId } from "@/lib/ids";
import { createEvents, createUsers } from "@/tests/support/factories/contacts";
import { createWorkspaceOf } from "@/tests/support/factories/people";

const from = { label: "Plan", description: "", group: "" };

describe("the properties of the settings", () => {
  it("list the share of contacts with a value, and who uses them", async () => {
    const { workspaceId } = await createOwner();
    await createProperty(workspaceId, "plan");
    await createProperty(workspaceId, "empty");
    await createUsers(workspaceId, [{ alias: "a@example.com" }, {}, {}, {}]);
    await prisma.user.updateMany({
      where: { workspaceId, email: "a@example.com" },
      data: { properties: { plan: "Free" } },
    });
    const id = await createPlanSegment(workspaceId);
    const { rows, sampled, isSample } = await listPropertySettings(workspaceId, "user");
    expect([sampled, isSample]).toEqual([4, false]);
    expect(rows.map(({ name, source, fillRate }) => [name, source, fillRate])).toEqual([
      ["empty", "sent", 0],
      ["plan", "sent", 0.25],
      ["user_id", "builtIn", 0],
      ["email", "builtIn", 0.25],
      ["first_seen_at", "builtIn", 1],
      ["last_seen_at", "builtIn", 1],
    ]);
    expect(rows.find(({ name }) => name === "plan")?.usedBy).toEqual([
      { id, type: "segment", kind: "user", name: "On a plan" },
    ]);
    expect((await listPropertySettings(workspaceId, "account")).rows.flatMap(({ usedBy }) => usedBy)).toEqual(
      [],
    );
  });

  it("are sampled in large workspaces", async () => {
    const { workspaceId } = await createOwner();
    await createProperty(workspaceId, "plan");
    await prisma.$executeRaw`
      INSERT INTO "User" ("workspaceId", "id", "properties", "updatedAt")
      SELECT ${workspaceId}, lpad(i::text, 24, '0') || right(md5(i::text), 2), '{"plan": "Free"}', now()
      FROM generate_series(1, ${maxSampledContacts + 1}) i`;
    const { rows, sampled, isSample } = await listPropertySettings(workspaceId, "user");
    expect([sampled, isSample]).toEqual([maxSampledContacts, true]);
    expect(rows.find(({ name }) => name === "plan")?.fillRate).toBe(1);
  });
});

describe("an edit of a definition", () => {
  it("changes label, description and group, with one audit entry", async () => {
    const { actor, workspaceId } = await createOwner();
    await createProperty(workspaceId, "plan");
    const edit = { kind: "user" as const, name: "plan", label: "Tariff", description: "As billed." };
    await updateDefinition(actor, { ...edit, group: "Billing", from });
    await updateDefinition(actor, {
      ...edit,
      group: "Billing",
      from: { label: "Tariff", description: "As billed.", group: "Billing" },
    });
    expect(await listProperties(workspaceId, "user")).toMatchObject([
      { name: "plan", label: "Tariff", group: { name: "Billing" } },
    ]);
    expect(await listEntries(workspaceId)).toEqual([
      "definition.edit plan property of users: label from “Plan” to “Tariff”, description, group “Billing”",
    ]);
  });

  it("is rejected when another member saved first, and for another workspace", async () => {
    const [{ actor, workspaceId }, other] = [await createOwner(), await createOwner()];
    await createProperty(workspaceId, "plan");
    const edit = { kind: "user" as const, name: "plan", label: "Tariff", description: "", group: "" };
    await expect(updateDefinition(actor, { ...edit, from: { ...from, label: "Old" } })).rejects.toMatchObject(
      { code: "conflict" },
    );
    await expect(updateDefinition(other.actor, { ...edit, from })).rejects.toMatchObject({
      code: "not_found",
    });
    expect(await listProperties(workspaceId, "user")).toMatchObject([{ label: "Plan" }]);
    expect(await listEntries(workspaceId)).toEqual([]);
  });

  it("creates one group for concurrent edits, and deletes it with its last definition", async () => {
    const { actor, workspaceId } = await createOwner();
    const names = ["a", "b", "c", "d"];
    for (const name of names) await createProperty(workspaceId, name);
    const edit = { kind: "user" as const, label: "Plan", description: "" };
    await Promise.all(
      names.map((name) => updateDefinition(actor, { ...edit, name, group: "Billing", from })),
    );
    expect(await prisma.group.count({ where: { workspaceId } })).toBe(1);
    await Promise.all(
      names.map((name) =>
        updateDefinition(actor, { ...edit, name, group: "", from: { ...from, group: "Billing" } }),
      ),
    );
    expect(await listGroupNames(workspaceId)).toEqual([]);
  });

  it("changes only the group of a computed property", async () => {
    const { actor, workspaceId } = await createOwner();
    await createProperty(workspaceId, "health", { isComputed: true });
    const edit = { kind: "user" as const, name: "health", label: "Other", description: "Other" };
    await updateDefinition(actor, { ...edit, group: "Lifecycle", from });
    expect(await listProperties(workspaceId, "user")).toMatchObject([
      { label: "Plan", group: { name: "Lifecycle" } },
    ]);
  });
});

describe("an archived definition", () => {
  it("stays listed, and can be restored", async () => {
    const { actor, workspaceId } = await createOwner();
    await createEvents(workspaceId, [{ name: "exported", triggeredAt: new Date() }]);
    const reference = { kind: "event" as const, name: "exported" };
    for (const isArchived of [true, true]) await setArchived(actor, { ...reference, isArchived });
    expect((await listEventSettings(workspaceId)).rows).toMatchObject([
      { name: "exported", isArchived: true },
    ]);
    await setArchived(actor, { ...reference, isArchived: false });
    expect((await listEventSettings(workspaceId)).rows).toMatchObject([{ isArchived: false }]);
    expect(await listEntries(workspaceId)).toEqual([
      "definition.archive exported event",
      "definition.restore exported event",
    ]);
  });
});

describe("the deletion of a definition", () => {
  it("deletes an unused property with its group, and writes an audit entry", async () => {
    const { actor, workspaceId } = await createOwner();
    await createProperty(workspaceId, "plan");
    const reference = { kind: "user" as const, name: "plan" };
    await updateDefinition(actor, { ...reference, label: "Plan", description: "", group: "Billing", from });
    await deleteUnusedDefinition(actor, reference);
    expect(await listProperties(workspaceId, "user")).toEqual([]);
    expect(await listGroupNames(workspaceId)).toEqual([]);
    expect((await listEntries(workspaceId)).at(-1)).toBe(
      "definition.delete plan property of users, defined by the API",
    );
  });

  it("is rejected for a property with values, naming none of them", async () => {
    const { actor, workspaceId } = await createOwner();
    await createProperty(workspaceId, "plan");
    const [id] = await createUsers(workspaceId, [{}]);
    await prisma.user.updateMany({ where: { workspaceId, id }, data: { properties: { plan: "Free" } } });
    await expect(deleteUnusedDefinition(actor, { kind: "user", name: "plan" })).rejects.toMatchObject({
      code: "conflict",
      message: "Some users have a value of it. Archive it instead.",
    });
    expect(await listProperties(workspaceId, "user")).toHaveLength(1);
  });

  it("is rejected for a property that a segment reads, with the segment", async () => {
    const { actor, workspaceId } = await createOwner();
    await createProperty(workspaceId, "plan");
    const id = await createPlanSegment(workspaceId);
    await expect(deleteUnusedDefinition(actor, { kind: "user", name: "plan" })).rejects.toMatchObject({
      code: "conflict",
      details: { issues: [{ path: id, message: "On a plan" }] },
    });
  });

  it("is rejected for events that happened and for another workspace", async () => {
    const [{ actor, workspaceId }, other] = [await createOwner(), await createOwner()];
    await createEvents(workspaceId, [{ name: "exported", triggeredAt: new Date() }]);
    const reference = { kind: "event" as const, name: "exported" };
    await expect(deleteUnusedDefinition(actor, reference)).rejects.toMatchObject({ code: "conflict" });
    await expect(deleteUnusedDefinition(other.actor, reference)).rejects.toMatchObject({ code: "not_found" });
    await prisma.event.deleteMany({ where: { workspaceId } });
    await deleteUnusedDefinition(actor, reference);
    expect((await listEventSettings(workspaceId)).rows).toEqual([]);
  });
});

it("counts the events of the last 30 days by their name, of one workspace", async () => {
  const [{ workspaceId }, other] = [await createOwner(), await createOwner()];
  const [first, last] = [new Date("2026-11-20T10:00:00Z"), new Date("2026-11-21T10:00:00Z")];
  await createEvents(workspaceId, [
    { name: "exported", triggeredAt: first },
    { name: "exported", triggeredAt: last },
    { name: "opened", triggeredAt: first },
  ]);
  await createEvents(other.workspaceId, [{ name: "exported", triggeredAt: last }]);
  await prisma.eventDefinition.create({ data: { workspaceId, id: createId(), name: "unused" } });
  const { rows, isComplete } = await listEventSettings(workspaceId);
  expect(isComplete).toBe(true);
  expect(rows.map(({ name, volume, lastAt }) => [name, volume, lastAt])).toEqual([
    ["exported", 2, last],
    ["opened", 1, first],
    ["unused", 0, null],
  ]);
});

async function createOwner(): Promise<{ actor: Actor; workspaceId: WorkspaceId }> {
  const { actors, workspaceId } = await createWorkspaceOf("owner");
  const [actor] = actors;
  if (!actor) throw new Error("The workspace has no owner.");
  return { actor, workspaceId };
}

async function createProperty(workspaceId: WorkspaceId, name: string, more: { isComputed?: boolean } = {}) {
  await prisma.property.create({
    data: { workspaceId, kind: "user", name, label: "Plan", type: "string", ...more },
  });
}

/** A segment of users whose plan is known. */
async function createPlanSegment(workspaceId: WorkspaceId): Promise<string> {
  const id = createId();
  const condition = { type: "property", name: "plan", test: { operator: "isKnown" }, not: false };
  const body = { type: "segment", condition: { type: "group", match: "all", conditions: [condition] } };
  await prisma.computation.create({
    data: { workspaceId, id, kind: "user", name: "On a plan", foldedName: "on a plan", body },
  });
  return id;
}

/** The audit entries, oldest first. */
async function listEntries(workspaceId: WorkspaceId): Promise<string[]> {
  const { rows } = await listAuditEntries(workspaceId);
  return rows.map(({ action, subject, detail }) => `${action} ${subject} ${detail}`).reverse();
}
