import "server-only";
import { setImmediate as yieldToRequests } from "node:timers/promises";
import type { PoolClient } from "pg";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { Evaluation } from "@/lib/computations/evaluate/condition";
import { evaluateContact } from "@/lib/computations/evaluate/contact";
import type { ContactFacts } from "@/lib/computations/evaluate/facts";
import type { Plan } from "@/lib/computations/evaluate/plan";
import { factsToCompute, lockToCompute, readFacts } from "./read-facts";
import { readDatabaseTime } from "./worker-lock";
import { writeResults } from "./write-results";

/** A contact to compute, and why. */
export type ContactToCompute = { contactId: string; cause: string };

/** Evaluations between two turns of the event loop, which answers requests in between. */
const contactsPerTurn = 25;
/** Contacts whose facts are read by the same statements. */
const sliceSize = 200;

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
  const read = async (start: number) => {
    const slice = contactIds.slice(start, start + sliceSize);
    return slice.length > 0 ? readFacts(client, workspaceId, plan, slice, now, factsToCompute) : [];
  };
  let reading = read(0);
  try {
    for (let start = 0; start < contactIds.length; start += sliceSize) {
      const facts = await reading;
      // PostgreSQL reads the next contacts while this process evaluates these.
      reading = read(start + sliceSize);
      const evaluations = await evaluateInTurns(plan, facts, now);
      await writeResults(client, workspaceId, plan, evaluations, causes);
    }
  } finally {
    // After an error, the transaction must not end between the statements of a read.
    await reading.catch(() => undefined);
  }
}

async function evaluateInTurns(
  plan: Plan,
  contacts: readonly ContactFacts[],
  now: number,
): Promise<Evaluation[]> {
  const evaluations: Evaluation[] = [];
  for (const [index, contact] of contacts.entries()) {
    if (index % contactsPerTurn === contactsPerTurn - 1) await yieldToRequests();
    evaluations.push(evaluateContact(plan, contact, now));
  }
  return evaluations;
}
