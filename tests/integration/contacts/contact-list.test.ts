import { describe, expect, it } from "vitest";
import type { WorkspaceId } from "@/lib/auth/actor";
import { listContactColumns, listContactRows } from "@/lib/contacts/list/queries";
import {
  type ContactListQuery,
  chooseColumns,
  contactsPerPage,
  noStage,
} from "@/lib/contacts/schema/contact-list";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
import { createAccounts, createUsers, minutesAfterNoon } from "@/tests/support/factories/contacts";
import { createWorkspaceOf } from "@/tests/support/factories/people";

const everything = {
  search: "",
  segment: null,
  stage: null,
  sort: "created" as const,
  direction: "ascending" as const,
  cursor: null,
};

describe("the search of the list", () => {
  it("finds contacts by a part of their name, id, email or domain, of one workspace", async () => {
    const [workspaceId, other] = [await createWorkspace(), await createWorkspace()];
    const contacts = [
      { externalId: "U-100", alias: "kim@northwind.com" },
      { externalId: "u-200", alias: "lee@example.com" },
      { externalId: "30%_", alias: null },
    ];
    const [kim, lee, odd] = await createUsers(workspaceId, contacts);
    await createUsers(other, contacts);
    await prisma.user.updateMany({
      where: { workspaceId, id: lee },
      data: { properties: { first_name: "Lee", last_name: "Østergård" } },
    });
    const find = async (search: string) =>
      (await listContactRows(workspaceId, "user", { ...everything, search }, [])).rows.map(({ id }) => id);
    expect(await find("u-")).toEqual([kim, lee]);
    expect(await find("NORTHWIND")).toEqual([kim]);
    expect(await find("lee østergård")).toEqual([lee]);
    expect(await find("0%_")).toEqual([odd]);
    expect(await find(" u-200 ")).toEqual([lee]);
    expect(await find("nobody")).toEqual([]);
    expect(await find("\0")).toEqual([]);
    const [northwind] = await createAccounts(workspaceId, [{ externalId: "1", alias: "northwind.com" }]);
    const { rows } = await listContactRows(workspaceId, "account", { ...everything, search: "wind" }, []);
    expect(rows).toMatchObject([{ id: northwind, name: "northwind.com", alias: "northwind.com" }]);
  });
});

describe("the filters of the list", () => {
  it("keep the members of a segment and the contacts of a stage", async () => {
    const [workspaceId, other] = [await createWorkspace(), await createWorkspace()];
    const [first = "", second = "", third = ""] = await createUsers(workspaceId, [{}, {}, {}]);
    const segment = await createSegmentOf(workspaceId, [second, third]);
    const stage = createId();
    await prisma.contactState.createMany({
      data: [
        { workspaceId, kind: "user", contactId: first, stageId: stage },
        { workspaceId, kind: "user", contactId: second, stageId: stage },
      ],
    });
    const find = async (filter: Partial<ContactListQuery>, ofWorkspace = workspaceId) =>
      (await listContactRows(ofWorkspace, "user", { ...everything, ...filter }, [])).rows.map(({ id }) => id);
    expect(await find({ segment })).toEqual([second, third]);
    expect(await find({ stage })).toEqual([first, second]);
    expect(await find({ stage: noStage })).toEqual([third]);
    expect(await find({ segment, stage })).toEqual([second]);
    expect(await find({ segment, stage: noStage })).toEqual([third]);
    await createUsers(other, [{}]);
    expect(await find({ segment }, other)).toEqual([]);
    expect(await find({ stage }, other)).toEqual([]);
  });
});

describe("the pages of the list", () => {
  it("hold every contact once, in the order of each sort", async () => {
    const workspaceId = await createWorkspace();
    const count = 2 * contactsPerPage + 3;
    const ids = await createUsers(
      workspaceId,
      Array.from({ length: count }, () => ({})),
    );
    for (const [index, id] of ids.entries()) {
      const [firstSeenAt, lastSeenAt] = [minutesAfterNoon(index % 7), minutesAfterNoon((count - index) % 11)];
      await prisma.user.updateMany({ where: { workspaceId, id }, data: { firstSeenAt, lastSeenAt } });
    }
    for (const sort of ["created", "firstSeen", "lastSeen"] as const) {
      for (const direction of ["ascending", "descending"] as const) {
        const rows = await readAll(workspaceId, { ...everything, sort, direction });
        expect(new Set(rows.map(({ id }) => id)).size).toBe(count);
        const keys = rows.map(({ id, firstSeenAt, lastSeenAt }) =>
          sort === "created"
            ? id
            : `${(sort === "firstSeen" ? firstSeenAt : lastSeenAt).toISOString()} ${id}`,
        );
        const sorted = keys.toSorted();
        expect(keys).toEqual(direction === "ascending" ? sorted : sorted.reverse());
      }
    }
  });

  it("start again with a cursor of another list", async () => {
    const workspaceId = await createWorkspace();
    await createUsers(
      workspaceId,
      Array.from({ length: contactsPerPage + 1 }, () => ({})),
    );
    const first = await listContactRows(workspaceId, "user", everything, []);
    expect(first.next).not.toBeNull();
    const again = await listContactRows(
      workspaceId,
      "user",
      { ...everything, sort: "lastSeen", cursor: first.next },
      [],
    );
    expect(again.rows).toHaveLength(contactsPerPage);
    const invalid = await listContactRows(workspaceId, "user", { ...everything, cursor: "x" }, []);
    expect(invalid.rows).toEqual(first.rows);
  });
});

describe("the columns of the list", () => {
  it("are the properties that are not archived, with cut values", async () => {
    const workspaceId = await createWorkspace();
    const names = ["plan", "notes", "old"];
    await prisma.property.createMany({
      data: names.map((name) => ({
        workspaceId,
        kind: "user" as const,
        name,
        label: name,
        type: "string" as const,
        archivedAt: name === "old" ? new Date() : null,
      })),
    });
    const columns = await listContactColumns(workspaceId, "user");
    expect(columns.map(({ name }) => name)).toEqual(["notes", "plan"]);
    expect(chooseColumns(columns, ["old", "plan", "plan", "none"])).toEqual(["plan"]);
    const [id] = await createUsers(workspaceId, [{}]);
    const properties = { plan: "Free", notes: "x".repeat(5_000), secret: "not chosen" };
    await prisma.user.updateMany({ where: { workspaceId, id }, data: { properties } });
    const { rows } = await listContactRows(workspaceId, "user", everything, ["plan", "notes"]);
    expect(rows[0]?.values).toEqual({ plan: "Free", notes: "x".repeat(200) });
  });
});

async function createWorkspace(): Promise<WorkspaceId> {
  return (await createWorkspaceOf()).workspaceId;
}

async function createSegmentOf(workspaceId: WorkspaceId, userIds: string[]): Promise<string> {
  const segmentId = createId();
  await prisma.computation.create({
    data: { workspaceId, id: segmentId, kind: "user", name: "Segment", foldedName: "segment" },
  });
  await prisma.segmentUser.createMany({
    data: userIds.map((userId) => ({ workspaceId, segmentId, userId })),
  });
  return segmentId;
}

async function readAll(workspaceId: WorkspaceId, query: Parameters<typeof listContactRows>[2]) {
  const first = await listContactRows(workspaceId, "user", query, []);
  const rows = [...first.rows];
  for (let { next } = first; next !== null; ) {
    const page = await listContactRows(workspaceId, "user", { ...query, cursor: next }, []);
    rows.push(...page.rows);
    next = page.next;
  }
  return rows;
}
