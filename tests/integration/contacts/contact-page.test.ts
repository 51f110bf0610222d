import { describe, expect, it } from "vitest";
import type { WorkspaceId } from "@/lib/auth/actor";
import { findContactDetail, listRelatedContacts, relatedPerPage } from "@/lib/contacts/detail/queries";
import type { TimelineEntry, TimelineFilter } from "@/lib/contacts/schema/contact-page";
import { listTimeline, timelinePerPage } from "@/lib/contacts/timeline/queries";
import { prisma } from "@/lib/db/prisma";
import { createId, getMinId } from "@/lib/ids";
import {
  createAccounts,
  createEvents,
  createUsers,
  minutesAfterNoon,
} from "@/tests/support/factories/contacts";
import { createWorkspaceOf } from "@/tests/support/factories/people";

describe("the details of a contact", () => {
  it("have its properties by group and label, computed and archived ones marked", async () => {
    const workspaceId = await createWorkspace();
    const groupId = createId();
    await prisma.group.create({ data: { workspaceId, id: groupId, name: "Billing" } });
    const property = { workspaceId, kind: "user" as const, type: "string" as const };
    await prisma.property.createMany({
      data: [
        { ...property, name: "plan", label: "Plan", groupId },
        { ...property, name: "health", label: "Health", isComputed: true },
        { ...property, name: "old", label: "Old", archivedAt: new Date() },
        { ...property, name: "unset", label: "Unset" },
        { ...property, kind: "account", name: "plan", label: "Tariff" },
      ],
    });
    const [id = ""] = await createUsers(workspaceId, [{ externalId: "20", alias: "kim@example.com" }]);
    const properties = { plan: "Free", health: "Good", old: "x", first_name: "Kim" };
    await prisma.user.updateMany({ where: { workspaceId, id }, data: { properties } });
    const contact = await findContactDetail(workspaceId, "user", id);
    expect(contact).toMatchObject({ name: "Kim", externalId: "20", alias: "kim@example.com" });
    expect(contact?.properties).toMatchObject([
      { label: "Plan", group: "Billing", value: "Free", isComputed: false, isArchived: false },
      { label: "Health", group: null, value: "Good", isComputed: true },
      { label: "Old", value: "x", isArchived: true },
    ]);
  });

  it("are null for a contact of another workspace, of the other kind or that does not exist", async () => {
    const [workspaceId, other] = [await createWorkspace(), await createWorkspace()];
    const [id = ""] = await createUsers(workspaceId, [{}]);
    expect(await findContactDetail(workspaceId, "user", id)).toMatchObject({ id, name: "No name" });
    expect(await findContactDetail(other, "user", id)).toBeNull();
    expect(await findContactDetail(workspaceId, "account", id)).toBeNull();
    expect(await findContactDetail(workspaceId, "user", createId())).toBeNull();
  });
});

it("lists the current accounts of a user in pages, without those that it was removed from", async () => {
  const workspaceId = await createWorkspace();
  const [userId = ""] = await createUsers(workspaceId, [{}]);
  const ids = await createAccounts(
    workspaceId,
    Array.from({ length: relatedPerPage + 2 }, (_, index) => ({ alias: `shop-${index}.com` })),
  );
  await prisma.accountMember.createMany({
    data: ids.map((accountId, index) => ({
      workspaceId,
      accountId,
      userId,
      removedAt: index === 0 ? new Date() : null,
    })),
  });
  const first = await listRelatedContacts(workspaceId, "user", userId, null);
  expect(first.rows.map(({ name }) => name)).toEqual(
    Array.from({ length: relatedPerPage }, (_, index) => `shop-${index + 1}.com`),
  );
  const second = await listRelatedContacts(workspaceId, "user", userId, first.next);
  expect(second).toMatchObject({ rows: [{ name: `shop-${relatedPerPage + 1}.com` }], next: null });
  expect((await listRelatedContacts(await createWorkspace(), "user", userId, null)).rows).toEqual([]);
});

describe("the timeline of a contact", () => {
  it("has each event and change once, newest first, also those of one millisecond", async () => {
    const workspaceId = await createWorkspace();
    const [userId = ""] = await createUsers(workspaceId, [{}]);
    // Several entries share a time, so that pages end between them.
    const minutes = Array.from({ length: timelinePerPage }, (_, index) => Math.floor(index / 7));
    await createEvents(
      workspaceId,
      minutes.map((minute) => ({ name: "opened", userId, triggeredAt: minutesAfterNoon(minute) })),
    );
    await createChanges(
      workspaceId,
      userId,
      minutes.map((minute) => minutesAfterNoon(minute)),
    );
    const entries = await readTimeline(workspaceId, userId, "all");
    expect(new Set(entries.map(({ id }) => id)).size).toBe(2 * timelinePerPage);
    expect(entries).toHaveLength(2 * timelinePerPage);
    const times = entries.map(({ time }) => time.getTime());
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(await readTimeline(workspaceId, userId, "events")).toHaveLength(timelinePerPage);
    const changes = await readTimeline(workspaceId, userId, "changes");
    expect(changes.every(({ type }) => type === "segment")).toBe(true);
    expect(changes).toHaveLength(timelinePerPage);
  });

  it("names the account of a user's event, and shows nothing to another workspace", async () => {
    const [workspaceId, other] = [await createWorkspace(), await createWorkspace()];
    const [userId = ""] = await createUsers(workspaceId, [{}]);
    const [accountId = ""] = await createAccounts(workspaceId, [{ alias: "northwind.com" }]);
    const event = { name: "opened", userId, accountId, triggeredAt: minutesAfterNoon(0), metadata: { a: 1 } };
    await createEvents(workspaceId, [event]);
    const all = { before: null, show: "all" as const };
    expect((await listTimeline(workspaceId, "user", userId, all)).entries).toMatchObject([
      {
        type: "event",
        label: "opened",
        metadata: { a: 1 },
        related: { id: accountId, name: "northwind.com" },
      },
    ]);
    expect((await listTimeline(workspaceId, "account", accountId, all)).entries).toMatchObject([
      { related: { id: userId } },
    ]);
    expect(await listTimeline(other, "user", userId, all)).toEqual({ entries: [], next: null });
  });
});

async function createWorkspace(): Promise<WorkspaceId> {
  return (await createWorkspaceOf()).workspaceId;
}

async function createChanges(workspaceId: WorkspaceId, contactId: string, times: Date[]): Promise<void> {
  const computationId = createId();
  await prisma.contactChange.createMany({
    data: times.map((time, index) => ({
      workspaceId,
      id: getMinId(time).slice(0, 10) + createId().slice(10),
      kind: "user" as const,
      contactId,
      type: "segment" as const,
      computationId,
      entered: index % 2 === 0,
      name: "Power users",
      cause: "time",
    })),
  });
}

async function readTimeline(
  workspaceId: WorkspaceId,
  contactId: string,
  show: TimelineFilter,
): Promise<TimelineEntry[]> {
  const entries: TimelineEntry[] = [];
  let page = await listTimeline(workspaceId, "user", contactId, { before: null, show });
  entries.push(...page.entries);
  while (page.next) {
    page = await listTimeline(workspaceId, "user", contactId, { before: page.next, show });
    entries.push(...page.entries);
  }
  return entries;
}
