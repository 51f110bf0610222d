import { expect, it } from "vitest";
import { pool } from "@/lib/db/pool";
import { createUsers, numberedContacts } from "@/tests/support/factories/contacts";
import { createSender, type Sender } from "@/tests/support/factories/sender";
import { countRows, listNodes, type Plan, recordPlans } from "@/tests/support/matchers/query-plans";

const plans = recordPlans(pool);
const numbers = Array.from({ length: 100 }, (_, index) => index);

/** The statements of a batch after earlier ones of its kind. The planner has no statistics of the new rows. */
async function expectCheap(send: Sender["send"], toBatch: (round: number) => object[]): Promise<void> {
  // The first plans of a statement are for its values; the later ones are for any.
  for (let round = 0; round < 8; round += 1) await send(toBatch(round));
  plans.length = 0;
  await send(toBatch(8));
  expect(plans.length).toBeLessThanOrEqual(5);
  // The lock of contacts belongs to all writes. Without statistics it reads the contacts of the workspace.
  for (const { Plan, "Query Text": text } of plans.filter((plan) => !isLock(plan)))
    for (const { node } of listNodes(Plan)) expect(countRows(node), text).toBeLessThanOrEqual(200);
}

function isLock({ "Query Text": text }: Plan): boolean {
  return text.includes("FOR UPDATE");
}

it("stores 100 messages of known contacts in five statements, which read their rows only", async () => {
  const { client, send } = await createSender();
  await createUsers(client.workspaceId, numberedContacts(3_000));
  const userId = (round: number, n: number) => String(round * 100 + n);
  await expectCheap(send, (round) =>
    numbers.map((n) => ({ type: "track", userId: userId(round, n), event: `event ${n % 10}` })),
  );
  await expectCheap(send, (round) =>
    numbers.map((n) => ({ type: "identify", userId: userId(round, n), traits: { plan: `plan ${round}` } })),
  );
});
