import "server-only";
import { addToWebsites, type Tally } from "@/lib/collector/mutations";
import { backgroundLogger } from "@/lib/logger";
import { singleton } from "@/lib/singleton";
import { second } from "@/lib/time";

/** Why a message was not taken, as websites count it. */
export type RefusalCount = "foreignCount" | "unverifiedCount" | "botCount";

const flushAfter = second;

/** Counts in memory and adds it up once a second: a flood of refused calls costs one write. */
class TallyBook {
  private tallies = new Map<string, Tally>();
  private timer: NodeJS.Timeout | undefined;

  note(website: { workspaceId: string; id: string }, what: RefusalCount | "taken"): void {
    const key = `${website.workspaceId} ${website.id}`;
    const tally = this.tallies.get(key) ?? emptyTally(website);
    if (what === "taken") tally.lastSeenAt = new Date();
    else tally[what] += 1;
    this.tallies.set(key, tally);
    this.timer ??= setTimeout(() => void this.flush(), flushAfter).unref();
  }

  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const tallies = [...this.tallies.values()];
    this.tallies.clear();
    if (tallies.length === 0) return;
    await addToWebsites(tallies).catch((error: Error) =>
      backgroundLogger.error({ err: error, websites: tallies.length }, "The counts of websites were lost."),
    );
  }
}

function emptyTally({ workspaceId, id }: { workspaceId: string; id: string }): Tally {
  return { workspaceId, id, lastSeenAt: null, foreignCount: 0, unverifiedCount: 0, botCount: 0 };
}

export const tallies: TallyBook = singleton("collector tallies", () => new TallyBook());
