import "server-only";
import { runPipelined } from "@/lib/db/pipelined-transaction";
import { backgroundLogger } from "@/lib/logger";
import { hasKeyInUrl } from "@/lib/logs/redact/placeholders";
import { lastUseStatements, type UsedRow } from "@/lib/logs/write/last-use";
import { logPool } from "@/lib/logs/write/log-pool";
import { singleton } from "@/lib/singleton";
import { second } from "@/lib/time";

const flushIntervalMs = 200;
const retryDelayMs = second;

/**
 * The last uses of calls whose rows shared a transaction with their writes. There, each batch would lock and update the
 * same applications and keys, two statements that cost as much as the rows of ten calls. A crash loses 200 ms of them.
 */
class LastUseBuffer {
  /** The newest call of each key, and the newest with a key in its URL. All of them were accepted. */
  private newest = new Map<string, UsedRow>();
  private timer: NodeJS.Timeout | undefined;
  private storing: Promise<void> | undefined;

  add(rows: readonly UsedRow[], delay = flushIntervalMs): void {
    for (const row of rows) {
      const { workspaceId, apiKeyId } = row.call;
      const key = `${workspaceId} ${apiKeyId} ${hasKeyInUrl(row.call)}`;
      const known = this.newest.get(key);
      if (!known || known.time <= row.time) this.newest.set(key, row);
    }
    this.timer ??= setTimeout(() => void this.flush(), delay).unref();
  }

  /** Attempts to store what was added before. */
  async flush(): Promise<void> {
    await this.storing;
    if (this.newest.size > 0) this.storing = this.store(this.take());
    // Another caller may have begun to store meanwhile.
    await this.storing;
  }

  private take(): UsedRow[] {
    clearTimeout(this.timer);
    this.timer = undefined;
    const rows = [...this.newest.values()];
    this.newest.clear();
    return rows;
  }

  private async store(rows: readonly UsedRow[]): Promise<void> {
    try {
      await runPipelined(logPool, lastUseStatements(rows));
    } catch (error) {
      backgroundLogger.warn({ err: error }, "The last uses of keys could not be stored. They are retried.");
      this.add(rows, retryDelayMs);
    }
  }
}

export const lastUseBuffer: LastUseBuffer = singleton("last uses", () => new LastUseBuffer());
