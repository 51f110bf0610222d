import "server-only";
import { setImmediate as yieldToRequests } from "node:timers/promises";
import type { PoolClient } from "pg";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { Evaluation } from "@/lib/computations/evaluate/condition";
import { evaluateContact } from "@/lib/computations/evaluate/contact";
import type { Plan } from "@/lib/computations/evaluate/plan";
import { factsToCompute, lockToCompute, readFacts } from "./read-facts";
import { readDatabaseTime } from "./worker-lock";
import { writeResults } from "./write-results";

/** A contact to compute, and why. */
export type ContactToCompute = { contactId: string; cause: string };

/** Evaluations between two turns of the event loop, which answers requests in between. */
const contactsPerTurn = 25;

/**
 * Computes all values of these contacts and writes the differences. Their rows are locked from the read to the commit: a
 * concurrent write waits, then queues its contact again. `fixedNow` replaces the database's clock.
 */
export async function computeContacts(
  client: PoolClient,
  workspaceId: WorkspaceId,
  plan: Plan,
  contacts: readonly ContactToCompute[],
  fixedNow: number | null,
): Promise<void> {
  const causes = new Map(contacts.map(({ contactId, cause }) => [contactId, cause]));
  const contactIds = [...causes.keys()];
  await lockToCompute(client, workspaceId, plan.kind, contactIds);
  // Read after the lock: it is later than that of the process that held the lock before.
  const now = fixedNow ?? (await readDatabaseTime(client));
  const facts = await readFacts(client, workspaceId, plan, contactIds, now, factsToCompute);
  const evaluations: Evaluation[] = [];
  for (const [index, contact] of facts.entries()) {
    if (index % contactsPerTurn === contactsPerTurn - 1) await yieldToRequests();
    evaluations.push(evaluateContact(plan, contact, now));
  }
  await writeResults(client, workspaceId, plan, evaluations, causes);
}
