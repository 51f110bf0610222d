import "server-only";
import { addConnectorCounts, type ConnectorCount } from "@/lib/ingestion/mutations";
import type { ExclusionReason, RequestRejection } from "@/lib/ingestion/outcomes";
import { backgroundLogger } from "@/lib/logger";
import { singleton } from "@/lib/singleton";
import { second } from "@/lib/time";

type Connector = { workspaceId: string; id: string };

const flushInterval = second;

/**
 * Counts whole requests that store nothing, in memory. Writes once a second: a flood of rejected requests costs one
 * write.
 */
class ConnectorCounters {
  private counts = new Map<string, ConnectorCount>();
  private timer: NodeJS.Timeout | undefined;

  countRejected(connector: Connector, reason: RequestRejection): void {
    this.increment(connector, "rejected", reason);
  }

  countExcluded(connector: Connector, reason: ExclusionReason): void {
    this.increment(connector, "excluded", reason);
  }

  private increment(
    { workspaceId, id }: Connector,
    outcome: "rejected" | "excluded",
    code: RequestRejection | ExclusionReason,
  ): void {
    const key = `${workspaceId} ${id} ${outcome} ${code}`;
    const count = this.counts.get(key) ?? { workspaceId, connectorId: id, outcome, code, messages: 0 };
    count.messages += 1;
    this.counts.set(key, count);
    this.timer ??= setTimeout(() => void this.flush(), flushInterval).unref();
  }

  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const counts = [...this.counts.values()];
    this.counts.clear();
    if (counts.length === 0) return;
    await addConnectorCounts(counts, new Date()).catch((error: Error) =>
      backgroundLogger.error({ err: error, counts: counts.length }, "The counts of connectors were lost."),
    );
  }
}

export const connectorCounters: ConnectorCounters = singleton(
  "connector counters",
  () => new ConnectorCounters(),
);
