import { expect, it } from "vitest";
import { drain } from "@/lib/computations/engine/worker";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
import { day } from "@/lib/time";
import { all, defineSegment, propertyIs } from "@/tests/support/factories/computations";
import { createWorkspaceOf } from "@/tests/support/factories/people";
import { countRows, listNodes, recordPlans } from "@/tests/support/matchers/query-plans";

const plans = recordPlans(pool);

it("reads few rows in a poll, however many contacts are due later", async () => {
  const { workspaceId, actors } = await createWorkspaceOf("owner");
  const [owner] = actors;
  if (!owner) throw new Error("The workspace has no owner.");
  await defineSegment(owner, "Business", all(propertyIs("plan", "Business")));
  await drain();
  const dueAt = new Date(Date.now() + day);
  await prisma.contactState.createMany({
    data: Array.from({ length: 5_000 }, () => ({
      ...{ workspaceId, kind: "user" as const, contactId: createId(), dueAt },
    })),
  });
  await pool.query(`ANALYZE "ContactState"`);
  plans.length = 0;
  await drain();
  const polls = plans.filter(({ "Query Text": text }) => text.includes(`"ContactState"`));
  expect(polls.length).toBeGreaterThan(0);
  for (const { Plan } of polls)
    for (const { node } of listNodes(Plan)) expect(countRows(node), JSON.stringify(Plan)).toBeLessThan(20);
});
