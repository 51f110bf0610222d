import { expect, it } from "vitest";
import type { Actor } from "@/lib/auth/actor";
import { saveComputation } from "@/lib/computations/mutations";
import { previewComputation } from "@/lib/computations/preview/queries";
import type { BodyOf } from "@/lib/computations/schema/computation";
import type { Preview } from "@/lib/computations/schema/explanation";
import { upsertUser } from "@/lib/contacts/mutations";
import { all, propertyIs, toForm } from "@/tests/support/factories/computations";
import { createWorkspaceOf } from "@/tests/support/factories/people";

/** Creates a workspace with a user of each plan. */
async function createOwnerOf(...plans: string[]): Promise<Actor> {
  const { workspaceId, actors } = await createWorkspaceOf("owner");
  for (const [index, plan] of plans.entries()) {
    const identification = { userId: String(index) };
    await upsertUser(workspaceId, { identification, properties: new Map([["plan", plan]]) });
  }
  return actors[0] as Actor;
}

function createProfile(good: string, bad: string, isDefault: boolean): BodyOf<"healthProfile"> {
  return {
    type: "healthProfile",
    good: all(propertyIs("plan", good)),
    bad: all(propertyIs("plan", bad)),
    isDefault,
  };
}

function createStage(plan: string | null, healthProfileId: string | null = null): BodyOf<"stage"> {
  return { type: "stage", condition: plan === null ? null : all(propertyIs("plan", plan)), healthProfileId };
}

function listCounts({ distribution }: Preview): [label: string, count: number][] {
  return distribution.map(({ label, count }) => [label, count.count]);
}

it("previews a health profile that nothing uses as if it decided the health of all contacts", async () => {
  const owner = await createOwnerOf("Business", "Business", "Free", "Trial");
  const used = await saveComputation(owner, toForm("Usual", createProfile("Trial", "Business", true)));
  await saveComputation(owner, toForm("Customer", createStage("Business", used.id)));
  const form = toForm("Draft", createProfile("Business", "Free", false));
  const preview = await previewComputation(owner.workspaceId, form, { exact: true });
  expect(listCounts(preview)).toEqual([
    ["Good", 2],
    ["Normal", 1],
    ["Bad", 1],
  ]);
  expect(preview.matching.count).toBe(2);
});

it("previews a new default profile in place of the saved default, and not in stages of other profiles", async () => {
  const owner = await createOwnerOf("Business", "Free", "Trial");
  await saveComputation(owner, toForm("Usual", createProfile("Trial", "Business", true)));
  const chosen = await saveComputation(owner, toForm("Chosen", createProfile("Free", "Trial", false)));
  await saveComputation(owner, toForm("Customer", createStage("Free", chosen.id)));
  const form = toForm("Draft", createProfile("Business", "Trial", true));
  const preview = await previewComputation(owner.workspaceId, form, { exact: true });
  expect(listCounts(preview)).toEqual([
    ["Good", 1],
    ["Normal", 0],
    ["Bad", 1],
  ]);
});

it("lists the stages of a draft in their order, those without contacts too", async () => {
  const owner = await createOwnerOf("Free", "Free");
  await saveComputation(owner, toForm("Lead", createStage(null)));
  await saveComputation(owner, toForm("Customer", createStage("Business")));
  const preview = await previewComputation(owner.workspaceId, toForm("Free", createStage("Free")), {
    exact: true,
  });
  expect(listCounts(preview)).toEqual([
    ["Lead", 0],
    ["Customer", 0],
    ["Free", 2],
  ]);
});

it("counts the contacts of each rule of a score, without those that skip it", async () => {
  const owner = await createOwnerOf("Business", "Business", "Free");
  const rule = (name: string, plan: string, not: boolean, skipUnknown: boolean) => ({
    name,
    weight: 10,
    condition: all(propertyIs("plan", plan, not)),
    skipUnknown,
  });
  const unknown = {
    ...rule("Unknown", "Business", true, true),
    condition: all(propertyIs("team", "A", true)),
  };
  const body: BodyOf<"score"> = {
    type: "score",
    rules: [rule("Pays", "Business", false, false), rule("Does not pay", "Business", true, false), unknown],
    good: 70,
    bad: 30,
  };
  const preview = await previewComputation(owner.workspaceId, toForm("Fit", body), { exact: true });
  expect(preview.rules.map(({ count }) => count)).toEqual([2, 1, 0]);
  expect(listCounts(preview).filter(([, count]) => count > 0)).toEqual([["50–59", 3]]);
});
