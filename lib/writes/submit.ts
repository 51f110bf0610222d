import "server-only";
import { getInstruments } from "@/lib/metrics/instruments";
import { singleton } from "@/lib/singleton";
import { commitBatch } from "@/lib/writes/commit-batch";
import { GroupCommit } from "@/lib/writes/group-commit";
import type { Outcome, Submission } from "@/lib/writes/grouped-write";

const groupCommit = singleton("group commit", () => new GroupCommit(commitMeasured));

async function commitMeasured(batch: readonly Submission[]): Promise<readonly Outcome[]> {
  const startedAt = performance.now();
  const outcomes = await commitBatch(batch);
  getInstruments()?.observeBatch(batch.length, performance.now() - startedAt);
  return outcomes;
}

/** Resolves when the write is committed. False if it needs a transaction of its own. */
export function submitWrite(write: Submission): Promise<boolean> {
  return groupCommit.submit(write);
}
