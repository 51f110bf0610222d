import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { backgroundLogger } from "@/lib/logger";
import { singleton } from "@/lib/singleton";
import { hour, minute, second } from "@/lib/time";

/** Whose keys an address uses: the last workspace's, and until when another one's count as well. */
type Use = { workspaceId: WorkspaceId; at: number; sharedUntil: number };

/** Addresses that are known; past that the one that was learned first is forgotten. */
const mostAddresses = 10_000;
const flushAfter = 5 * second;

/**
 * A key that never was names no workspace. Its call is counted for the one whose keys were accepted from the very same
 * address in the last hour, in this process; for nobody, where there were none or several.
 */
class UnknownKeyCounter {
  private uses = new Map<string, Use>();
  private counts = new Map<WorkspaceId, number>();
  private timer: NodeJS.Timeout | undefined;

  recordAccepted(address: string, workspaceId: WorkspaceId): void {
    const now = Date.now();
    const known = this.uses.get(address);
    if (known?.workspaceId === workspaceId && now - known.at < minute) return;
    const shared = known && known.workspaceId !== workspaceId ? known.at + hour : 0;
    this.uses.delete(address);
    this.uses.set(address, {
      workspaceId,
      at: now,
      sharedUntil: Math.max(shared, known?.sharedUntil ?? 0),
    });
    const [oldest] = this.uses.keys();
    if (this.uses.size > mostAddresses && oldest !== undefined) this.uses.delete(oldest);
  }

  recordUnknown(address: string): void {
    const now = Date.now();
    const use = this.uses.get(address);
    if (!use || now - use.at > hour || now < use.sharedUntil) return;
    this.counts.set(use.workspaceId, (this.counts.get(use.workspaceId) ?? 0) + 1);
    this.timer ??= setTimeout(() => void this.flush(), flushAfter).unref();
  }

  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const counts = [...this.counts];
    this.counts.clear();
    if (counts.length === 0) return;
    await addCounts(counts).catch((error: Error) =>
      backgroundLogger.error(
        { err: error, workspaces: counts.length },
        "The counts of unknown keys were lost.",
      ),
    );
  }
}

export const unknownKeyCounter: UnknownKeyCounter = singleton("unknown keys", () => new UnknownKeyCounter());

/** Calls of the last 24 hours, by the hour. */
export async function countUnknownKeys(workspaceId: WorkspaceId): Promise<number> {
  const { rows } = await pool.query<{ calls: number }>({
    name: "count-unknown-keys",
    text: `
      SELECT coalesce(sum("calls"), 0)::int AS "calls" FROM "UnknownKeyCount"
      WHERE "workspaceId" = $1 AND "bucketStart" > now() - interval '24 hours'`,
    values: [workspaceId],
  });
  return rows[0]?.calls ?? 0;
}

async function addCounts(counts: [WorkspaceId, number][]): Promise<void> {
  // In one order, so that two processes do not wait for each other.
  const sorted = counts.toSorted(([a], [b]) => (a < b ? -1 : 1));
  await pool.query({
    name: "add-unknown-keys",
    text: `
      INSERT INTO "UnknownKeyCount" AS c ("workspaceId", "bucketStart", "calls")
      SELECT "workspaceId", date_trunc('hour', now(), 'UTC'), "calls" FROM unnest($1::text[], $2::int[]) AS t("workspaceId", "calls")
      ON CONFLICT ("workspaceId", "bucketStart") DO UPDATE SET "calls" = c."calls" + excluded."calls"`,
    values: [sorted.map(([workspaceId]) => workspaceId), sorted.map(([, calls]) => calls)],
  });
}
