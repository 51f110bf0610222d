import "server-only";
import { addWebsiteCounts, type WebsiteCounts } from "@/lib/collector/mutations";
import { backgroundLogger } from "@/lib/logger";
import { singleton } from "@/lib/singleton";
import { second } from "@/lib/time";

/** The reasons for a rejection that websites count. */
export type RejectionCounter = "foreignCount" | "unverifiedCount" | "botCount";

const flushInterval = second;

/** Counts in memory and writes once a second: a flood of rejected messages costs one write. */
class WebsiteCounters {
  private counts = new Map<string, WebsiteCounts>();
  private timer: NodeJS.Timeout | undefined;

  increment(website: { workspaceId: string; id: string }, counter: RejectionCounter): void {
    this.getCounts(website)[counter] += 1;
  }

  /** Updates the time of the last accepted message. */
  recordMessage(website: { workspaceId: string; id: string }): void {
    this.getCounts(website).lastSeenAt = new Date();
  }

  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const counts = [...this.counts.values()];
    this.counts.clear();
    if (counts.length === 0) return;
    await addWebsiteCounts(counts).catch((error: Error) =>
      backgroundLogger.error({ err: error, websites: counts.length }, "The counts of websites were lost."),
    );
  }

  private getCounts({ workspaceId, id }: { workspaceId: string; id: string }): WebsiteCounts {
    const key = `${workspaceId} ${id}`;
    const counts = this.counts.get(key) ?? {
      workspaceId,
      id,
      lastSeenAt: null,
      foreignCount: 0,
      unverifiedCount: 0,
      botCount: 0,
    };
    this.counts.set(key, counts);
    this.timer ??= setTimeout(() => void this.flush(), flushInterval).unref();
    return counts;
  }
}

export const websiteCounters: WebsiteCounters = singleton("website counters", () => new WebsiteCounters());
