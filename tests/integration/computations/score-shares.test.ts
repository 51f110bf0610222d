import { expect, it } from "vitest";
import type { WorkspaceId } from "@/lib/auth/actor";
import { countScoreShares } from "@/lib/computations/scores/queries";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
import { createWorkspaceOf } from "@/tests/support/factories/people";

const score = (propertyName: string, good: number, bad: number) => ({
  id: propertyName,
  propertyName,
  body: { type: "score" as const, rules: [], good, bad },
});

async function createUsersWith(workspaceId: WorkspaceId, properties: Record<string, number | string>[]) {
  await prisma.user.createMany({
    data: properties.map((values) => ({ workspaceId, id: createId(), properties: values })),
  });
}

async function createWorkspace() {
  return (await createWorkspaceOf()).workspaceId;
}

it("divides contacts by each score's thresholds, and counts those without a score apart", async () => {
  const [workspaceId, other] = [await createWorkspace(), await createWorkspace()];
  await createUsersWith(workspaceId, [
    { fit: 70, use: 0 },
    { fit: 69, use: 100 },
    { fit: 30, use: "high" },
    { fit: 29 },
    {},
  ]);
  await createUsersWith(other, [{ fit: 100, use: 100 }]);
  const shares = await countScoreShares(workspaceId, "user", [score("fit", 70, 30), score("use", 50, 50)]);
  expect(shares.get("fit")).toEqual({ good: 1, normal: 2, bad: 1, unknown: 1, isExact: true });
  expect(shares.get("use")).toEqual({ good: 1, normal: 0, bad: 1, unknown: 3, isExact: true });
  expect((await countScoreShares(workspaceId, "account", [score("fit", 70, 30)])).get("fit")).toEqual({
    good: 0,
    normal: 0,
    bad: 0,
    unknown: 0,
    isExact: true,
  });
});

it("estimates the shares of a large workspace from a random part of its contacts", async () => {
  const workspaceId = await createWorkspace();
  const [total, sampled] = [4_000, 1_000];
  await createUsersWith(
    workspaceId,
    Array.from(
      { length: total },
      (_, index): Record<string, number | string> =>
        index % 4 === 3 ? { plan: "pro" } : { fit: [90, 50, 10][index % 4] ?? 0 },
    ),
  );
  const limits = { counted: total - 1, sampled };
  const shares = (await countScoreShares(workspaceId, "user", [score("fit", 70, 30)], limits)).get("fit");
  expect(shares?.isExact).toBe(false);
  // Six standard deviations of a quarter of the sample.
  const margin = 6 * Math.sqrt((0.25 * 0.75) / sampled) * total;
  for (const part of ["good", "normal", "bad", "unknown"] as const)
    expect(Math.abs((shares?.[part] ?? 0) - total / 4), part).toBeLessThan(margin);
});
