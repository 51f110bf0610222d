import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { backgroundLogger } from "@/lib/logger";
import { singleton } from "@/lib/singleton";
import { hour, minute, second } from "@/lib/time";

/** The workspace whose keys an IP address used last, and until when the address counts as shared with another one. */
type Use = { workspaceId: WorkspaceId; at: number; sharedUntil: number };

/** Beyond this the oldest entry is dropped. */
const maxIpAddresses = 10_000;
const flushAfter = 5 * second;

/**
 * An unknown key names no workspace. Its call counts for the workspace whose keys this process accepted from the same IP
 * address in the last hour, and is not counted if there was none or more than one.
 */
class UnknownKeyCounter {
  private uses = new Map<string, Use>();
  private counts = new Map<WorkspaceId, number>();
  private timer: NodeJS.Timeout | undefined;

  recordAccepted(ipAddress: string, workspaceId: WorkspaceId): void {
    const now = Date.now();
    const known = this.uses.get(ipAddress);
    if (known?.workspaceId === workspaceId && now - known.at < minute) return;
    const shared = known && known.workspaceId !== workspaceId ? known.at + hour : 0;
    this.uses.delete(ipAddress);
    this.uses.set(ipAddress, {
      workspaceId,
      at: now,
      sharedUntil: Math.max(shared, known?.sharedUntil ?? 0),
    });
    const [oldest] = this.uses.keys();
    if (this.uses.size > maxIpAddresses && oldest !== undefined) this.uses.delete(oldest);
  }

  recordUnknown(ipAddress: string): void {
    const now = Date.now();
    const use = this.uses.get(ipAddress);
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
        "The counts of unknown keys could not be stored.",
      ),
    );
  }
}

export const unknownKeyCounter: UnknownKeyCounter = singleton("unknown keys", () => new UnknownKeyCounter());

/** Calls with unknown keys in the last 24 hours. */
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
  // Ordered: two processes must not deadlock.
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
