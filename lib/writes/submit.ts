import "server-only";
import { singleton } from "@/lib/singleton";
import { commitBatch } from "@/lib/writes/commit-batch";
import { GroupCommit } from "@/lib/writes/group-commit";
import type { Submission } from "@/lib/writes/grouped-write";

const groupCommit = singleton("group commit", () => new GroupCommit(commitBatch));

/** Resolves when the write is committed. False if it needs a transaction of its own. */
export function submitWrite(write: Submission): Promise<boolean> {
  return groupCommit.submit(write);
}
