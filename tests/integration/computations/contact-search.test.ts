import { expect, it } from "vitest";
import { POST } from "@/app/api/contact-searches/route";
import type { Actor, WorkspaceId } from "@/lib/auth/actor";
import { drain } from "@/lib/computations/engine/worker";
import { saveComputation } from "@/lib/computations/mutations";
import type { ConditionGroup } from "@/lib/computations/schema/condition";
import { searchContacts } from "@/lib/computations/search/queries";
import { listContactRows } from "@/lib/contacts/list/queries";
import {
  type ContactSearchQuery,
  type ContactSearchStep,
  contactsPerPage,
} from "@/lib/contacts/schema/contact-list";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
import {
  all,
  any,
  defineSegment,
  eventAtLeast,
  propertyIs,
  toForm,
} from "@/tests/support/factories/computations";
import { createEvents, createUsers, minutesAfterNoon } from "@/tests/support/factories/contacts";
import { createWorkspaceOf } from "@/tests/support/factories/people";
import { createSessionCookie } from "@/tests/support/factories/session";

const onPro = all(propertyIs("plan", "pro"));
const neverAborted = new AbortController().signal;
const unlimited = { contacts: 1_000_000, time: 600_000 };

const everything = {
  kind: "user" as const,
  search: "",
  segment: null,
  stage: null,
  sort: "created" as const,
  direction: "ascending" as const,
  columns: [],
  cursor: null,
};

async function search(
  workspaceId: WorkspaceId,
  condition: ConditionGroup,
  change: Partial<ContactSearchQuery> = {},
  budget = unlimited,
) {
  const steps: ContactSearchStep[] = [];
  const request = { ...everything, condition, ...change };
  for await (const step of searchContacts(workspaceId, request, neverAborted, budget)) steps.push(step);
  return {
    rows: steps.flatMap(({ rows }) => rows),
    ids: steps.flatMap(({ rows }) => rows.map(({ id }) => id)),
    searched: steps.reduce((sum, step) => sum + step.searched, 0),
    total: steps.at(-1)?.total,
    next: steps.at(-1)?.next ?? null,
  };
}

/** Continues until the list ends. */
async function searchAll(
  workspaceId: WorkspaceId,
  condition: ConditionGroup,
  change: Partial<ContactSearchQuery> = {},
  budget = unlimited,
) {
  const pages = [await search(workspaceId, condition, change, budget)];
  for (let next = pages[0]?.next ?? null; next !== null; next = pages.at(-1)?.next ?? null)
    pages.push(await search(workspaceId, condition, { ...change, cursor: next }, budget));
  return pages;
}

/** Every third user is on pro. */
async function createUsersOnPlans(workspaceId: WorkspaceId, count: number) {
  const users = Array.from({ length: count }, (_, index) => ({
    workspaceId,
    id: createId(),
    externalId: `u-${index}`,
    firstSeenAt: minutesAfterNoon(index % 7),
    lastSeenAt: minutesAfterNoon((count - index) % 11),
    properties: { plan: index % 3 === 0 ? "pro" : "free" },
  }));
  await prisma.user.createMany({ data: users });
  return { users, pro: users.filter(({ properties }) => properties.plan === "pro") };
}

async function createWorkspace() {
  const { workspaceId, slug, actors } = await createWorkspaceOf("owner");
  return { workspaceId, slug, owner: actors[0] as Actor };
}

it("finds each matching contact once, in the order of each sort, in pages of the list's size", async () => {
  const [{ workspaceId }, other] = [await createWorkspace(), await createWorkspace()];
  await createUsersOnPlans(other.workspaceId, 10);
  const { users, pro } = await createUsersOnPlans(workspaceId, 6 * contactsPerPage + 30);
  for (const sort of ["created", "firstSeen", "lastSeen"] as const) {
    const pages = await searchAll(workspaceId, onPro, { sort, direction: "descending" });
    const keyOf = ({ id, firstSeenAt, lastSeenAt }: (typeof users)[number]) =>
      sort === "created" ? id : `${(sort === "firstSeen" ? firstSeenAt : lastSeenAt).toISOString()} ${id}`;
    const sorted = pro.toSorted((a, b) => (keyOf(a) < keyOf(b) ? 1 : -1)).map(({ id }) => id);
    expect(pages.flatMap(({ ids }) => ids)).toEqual(sorted);
    expect(pages.reduce((sum, { searched }) => sum + searched, 0)).toBe(users.length);
    for (const page of pages.slice(0, -1)) expect(page.ids).toHaveLength(contactsPerPage);
    expect(pages[0]?.total).toBe(users.length);
  }
});

it("ends at its budget with what it found, and continues after the last contact that it searched", async () => {
  const { workspaceId } = await createWorkspace();
  const { users, pro } = await createUsersOnPlans(workspaceId, 1_000);
  const rare = any(...[0, 600, 999].map((index) => propertyIs("user_id", `u-${index}`)));
  const pages = await searchAll(workspaceId, rare, {}, { ...unlimited, contacts: 300 });
  expect(pages.length).toBeGreaterThan(2);
  expect(pages[0]?.ids).toEqual([users[0]?.id]);
  expect(pages.flatMap(({ ids }) => ids)).toEqual([0, 600, 999].map((index) => users[index]?.id));
  expect(pages.reduce((sum, { searched }) => sum + searched, 0)).toBe(1_000);
  const outOfTime = await search(workspaceId, onPro, {}, { ...unlimited, time: 0 });
  expect(outOfTime.next).not.toBeNull();
  expect(pro.map(({ id }) => id)).toEqual(expect.arrayContaining(outOfTime.ids));
});

it("combines with the search, the segment and the stage of the list, and has the chosen columns", async () => {
  const { workspaceId, owner } = await createWorkspace();
  const { pro } = await createUsersOnPlans(workspaceId, 30);
  const segment = await defineSegment(
    owner,
    "Three",
    any(...["u-0", "u-1", "u-3"].map((id) => propertyIs("user_id", id))),
  );
  const { id: stage } = await saveComputation(
    owner,
    toForm("Pro", { type: "stage", condition: onPro, healthProfileId: null }),
  );
  await drain();
  const found = await search(workspaceId, onPro, { segment, columns: ["plan"] });
  expect(found.rows.map(({ externalId, values }) => [externalId, values])).toEqual([
    ["u-0", { plan: "pro" }],
    ["u-3", { plan: "pro" }],
  ]);
  expect(found).toMatchObject({ searched: 3, total: null });
  expect((await search(workspaceId, all(propertyIs("plan", "free")), { stage })).ids).toEqual([]);
  expect((await search(workspaceId, onPro, { stage, search: "u-2" })).ids).toEqual(
    pro.filter(({ externalId }) => externalId.startsWith("u-2")).map(({ id }) => id),
  );
});

it("evaluates events and other computations, and stored tests equal the evaluation", async () => {
  const { workspaceId, owner } = await createWorkspace();
  const [kim = "", lee = "", ann = ""] = await createUsers(workspaceId, [{ externalId: "kim" }, {}, {}]);
  await createEvents(
    workspaceId,
    [kim, kim, lee].map((userId) => ({ name: "exported", userId, triggeredAt: new Date(), metadata: {} })),
  );
  const segment = await defineSegment(owner, "Exporters", all(eventAtLeast("exported", 1)));
  const { id: stageId } = await saveComputation(
    owner,
    toForm("Twice", { type: "stage", condition: all(eventAtLeast("exported", 2)), healthProfileId: null }),
  );
  await saveComputation(
    owner,
    toForm("Usual", {
      type: "healthProfile",
      good: all(eventAtLeast("exported", 2)),
      bad: all(propertyIs("user_id", "kim", true)),
      isDefault: true,
    }),
  );
  await drain();
  const inSegment = { type: "segment" as const, segmentId: segment, not: false };
  expect((await search(workspaceId, all({ ...inSegment, not: true }))).ids).toEqual([ann]);
  const storedTests = [
    [all(inSegment), [kim, lee]],
    [all({ type: "stage", stageIds: [stageId], not: false }), [kim]],
    [any(all({ type: "health", values: ["normal", "bad"], not: false })), [lee, ann]],
  ] as const;
  for (const [condition, expected] of storedTests) {
    expect((await search(workspaceId, condition)).ids).toEqual(expected);
    const { rows } = await listContactRows(workspaceId, "user", { ...everything, condition }, []);
    expect(rows.map(({ id }) => id)).toEqual(expected);
    const within = await listContactRows(workspaceId, "user", { ...everything, condition, segment }, []);
    expect(within.rows.map(({ id }) => id)).toEqual(expected.filter((id) => id !== ann));
  }
});

it("stops once the client is gone", async () => {
  const { workspaceId } = await createWorkspace();
  await createUsersOnPlans(workspaceId, 3);
  const steps = searchContacts(workspaceId, { ...everything, condition: onPro }, AbortSignal.abort());
  expect(await steps.next()).toEqual({ done: true, value: undefined });
});

it("streams rows to members, and rejects other workspaces, invalid conditions and deleted segments", async () => {
  const [{ workspaceId, slug, owner }, other] = [await createWorkspace(), await createWorkspace()];
  const { pro } = await createUsersOnPlans(workspaceId, 4);
  const ask = async (actor: Actor, body: unknown) =>
    POST(
      new Request(`http://localhost/api/contact-searches?workspace=${slug}`, {
        method: "POST",
        headers: { cookie: await createSessionCookie(actor), "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
      { params: Promise.resolve({}) },
    );
  const response = await ask(owner, { ...everything, condition: onPro });
  expect(response.status).toBe(200);
  const [step] = (await response.text())
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(step).toMatchObject({ rows: pro.map(({ id }) => ({ id })), searched: 4, total: 4, next: null });
  expect((await ask(other.owner, { ...everything, condition: onPro })).status).toBe(404);
  expect((await ask(owner, { ...everything, condition: all() })).status).toBe(400);
  expect((await ask(owner, { ...everything, condition: onPro, cursor: "x" })).status).toBe(400);
  const deleted = all(propertyIs("plan", "pro"), { type: "segment", segmentId: createId(), not: false });
  const rejected = await ask(owner, { ...everything, condition: deleted });
  expect(rejected.status).toBe(400);
  expect(await rejected.text()).toContain("This segment does not exist.");
});
