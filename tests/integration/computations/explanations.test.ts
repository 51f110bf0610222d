import { expect, it } from "vitest";
import type { Actor } from "@/lib/auth/actor";
import { drain } from "@/lib/computations/engine/worker";
import { explainComputation, explainContact } from "@/lib/computations/explain/queries";
import { listContactChanges, listSegmentChanges } from "@/lib/computations/history/queries";
import { saveComputation } from "@/lib/computations/mutations";
import { previewComputation } from "@/lib/computations/preview/queries";
import {
  countByStage,
  getConditionOptions,
  getRunState,
  listComputations,
  listSegmentMembers,
} from "@/lib/computations/queries";
import { upsertUser } from "@/lib/contacts/mutations";
import { prisma } from "@/lib/db/prisma";
import { trackEvent } from "@/lib/events/mutations";
import { all, defineSegment, eventAtLeast, propertyIs, toForm } from "@/tests/support/factories/computations";
import { createWorkspaceOf } from "@/tests/support/factories/people";

async function createOwner(): Promise<Actor> {
  const { actors } = await createWorkspaceOf("owner");
  return actors[0] as Actor;
}

async function upsert({ workspaceId }: Actor, userId: string, properties: Record<string, string>) {
  await upsertUser(workspaceId, {
    identification: { userId },
    properties: new Map(Object.entries(properties)),
  });
}

async function getRowId({ workspaceId }: Actor, userId: string): Promise<string> {
  return (await prisma.user.findFirstOrThrow({ where: { workspaceId, externalId: userId } })).id;
}

it("explains each condition with its fact and its next change", async () => {
  const owner = await createOwner();
  const { workspaceId } = owner;
  await upsert(owner, "kim", { plan: "Business" });
  for (let time = 0; time < 2; time += 1)
    await trackEvent(workspaceId, { identification: { user: { userId: "kim" } }, name: "exported" });
  const condition = all(
    propertyIs("plan", "Business"),
    eventAtLeast("exported", 3, { range: "lastDays", days: 30 }),
  );
  const segmentId = await defineSegment(owner, "Exporters", condition);
  await drain();
  const contactId = await getRowId(owner, "kim");
  const { result, parts } = await explainComputation(workspaceId, "user", contactId, segmentId);
  expect(result).toBe("No");
  expect(parts[0]?.explanation).toMatchObject({
    text: "All of",
    holds: false,
    parts: [
      { text: "Plan is Business", holds: true, fact: "is Business" },
      {
        text: "“exported” at least 3 times in the last 30 days",
        holds: false,
        fact: expect.stringMatching(/^2 of 3, the last on /),
      },
    ],
  });
  expect(await explainContact(workspaceId, "user", contactId)).toEqual([]);
});

it("previews who enters and leaves before saving, and changes nothing", async () => {
  const owner = await createOwner();
  const { workspaceId } = owner;
  await upsert(owner, "kim", { plan: "Business" });
  await upsert(owner, "lee", { plan: "Free" });
  const id = await defineSegment(owner, "Paying", all(propertyIs("plan", "Business")));
  await drain();
  const body = { type: "segment" as const, condition: all(propertyIs("plan", "Free")) };
  const preview = await previewComputation(workspaceId, toForm("Paying", body, { id, version: 1 }), {
    exact: false,
  });
  const exactly = (count: number) => ({ count, low: count, high: count });
  expect(preview).toMatchObject({
    isExact: true,
    total: 2,
    matching: exactly(1),
    entering: exactly(1),
    leaving: exactly(1),
  });
  expect(preview.examples.map(({ contact, holds }) => [contact.externalId, holds])).toEqual(
    expect.arrayContaining([
      ["kim", false],
      ["lee", true],
    ]),
  );
  const members = await listSegmentMembers(workspaceId, "user", id, { limit: 10 });
  expect(members.rows.map(({ externalId }) => externalId)).toEqual(["kim"]);
});

it("lists computations with their counts, users and progress, and what the builder offers", async () => {
  const owner = await createOwner();
  const { workspaceId } = owner;
  await upsert(owner, "kim", { plan: "Business" });
  const paying = await defineSegment(owner, "Paying", all(propertyIs("plan", "Business")));
  const other = await defineSegment(
    owner,
    "Not paying",
    all({ type: "segment", segmentId: paying, not: true }),
  );
  await saveComputation(owner, toForm("Customer", { type: "stage", condition: null, healthProfileId: null }));
  expect(await getRunState(workspaceId, "user")).toMatchObject({ state: "running", done: 0, total: 1 });
  await drain();
  expect(await getRunState(workspaceId, "user")).toEqual({ state: "idle" });
  const rows = await listComputations(workspaceId, "user", "segment");
  expect(rows).toMatchObject([
    { id: other, count: 0, usedBy: [] },
    { id: paying, count: 1, usedBy: [{ id: other, name: "Not paying" }] },
  ]);
  expect(await countByStage(workspaceId, "user")).toMatchObject([{ name: "Customer", count: 1, good: 0 }]);
  const options = await getConditionOptions(workspaceId, "user");
  expect(options.properties.map(({ name, source }) => `${name} ${source}`)).toEqual(
    expect.arrayContaining(["email builtIn", "plan sent", "stage computed", "segments computed"]),
  );
});

it("pages through the changes of a segment for a sync, and of a contact", async () => {
  const owner = await createOwner();
  const { workspaceId } = owner;
  const id = await defineSegment(owner, "Paying", all(propertyIs("plan", "Business")));
  for (const plan of ["Business", "Free", "Business"]) {
    await upsert(owner, "kim", { plan });
    await drain();
  }
  const first = await listSegmentChanges(workspaceId, "user", id, { limit: 2 });
  expect(first.rows.map(({ entered }) => entered)).toEqual([true, false]);
  const rest = await listSegmentChanges(workspaceId, "user", id, { limit: 2, after: first.rows[1]?.id });
  expect(rest.rows).toMatchObject([{ entered: true, cause: "property", contact: { externalId: "kim" } }]);
  const changes = await listContactChanges(workspaceId, "user", await getRowId(owner, "kim"), { limit: 10 });
  expect(changes.rows.map(({ entered }) => entered)).toEqual([true, false, true]);
});
