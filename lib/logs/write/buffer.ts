import "server-only";
import { isDataError } from "@/lib/db/errors";
import { isLogSeparate } from "@/lib/db/log-database";
import { backgroundLogger } from "@/lib/logger";
import { type CapturedCall, toStoredCall } from "@/lib/logs/write/captured-call";
import { lastUseBuffer } from "@/lib/logs/write/last-use-buffer";
import { type StoredCall, storeCalls } from "@/lib/logs/write/store";
import { singleton } from "@/lib/singleton";
import { second } from "@/lib/time";

const flushIntervalMs = 200;
const maxBatchRows = 1_000;
const retryDelayMs = second;
/** How long a write's response waits for its row, and a reader of the log for pending rows. */
const maxWaitMs = 3 * second;
const maxPendingRows = 50_000;
const maxPendingBytes = 64 * 1_048_576;
/** Writes may use a tenth more: they succeed only when the database is back, and reads have filled the buffer then. */
const writeAllowance = 1.1;

type Batch = {
  rows: StoredCall[];
  bytes: number;
  /** To be written without further delay. */
  ready: boolean;
  /** Being written, or retried: a retry has the same rows. */
  closed: boolean;
  /** Stored, or not awaited any longer. */
  stored: Promise<void>;
  resolve: () => void;
};

/**
 * Writes request logs in batches. A read's row waits 200 ms or until 1,000 are collected: a crash loses that many. A write
 * is answered after its row is committed; rows collect while a batch is written, so concurrent writes share a commit.
 *
 * While the database is unavailable, rows wait in memory (50,000 or 64 MiB) and are retried every second. Beyond that the
 * newest rows are dropped and the server log tells how many. A write whose own commit succeeded and whose row cannot be
 * stored is answered after 3 s, or immediately while a separate log database is away.
 */
class LogBuffer {
  /** Oldest first. Rows are added to the last one, unless it is closed or full. */
  private batches: Batch[] = [];
  private pending = { rows: 0, bytes: 0 };
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> | undefined;
  private unavailableSince: number | undefined;
  private dropped: { rows: number; since: Date } | undefined;
  private droppedRows = 0;

  add(call: CapturedCall): void {
    const batch = this.enqueue(toStoredCall(call));
    if (batch?.rows.length === maxBatchRows && this.unavailableSince === undefined) this.flushNow(batch);
    else this.flushLater(flushIntervalMs);
  }

  /** Resolves when the row is committed, after 3 s at the latest. */
  async commit(call: CapturedCall): Promise<void> {
    const batch = this.enqueue(toStoredCall(call), writeAllowance);
    if (!batch) return;
    // Its next attempt is within a second.
    if (isLogSeparate && this.unavailableSince !== undefined) return;
    this.flushNow(batch);
    await waitAtMost(maxWaitMs, batch.stored);
  }

  /** Attempts to store all rows added before. Returns how many rows are not stored. */
  async flush(): Promise<number> {
    // Does not wait for batches added later: under load there is always one.
    const newest = this.batches.at(-1)?.stored;
    await Promise.race([this.writing, newest]);
    this.flushAll();
    await Promise.race([this.writing, newest]);
    return this.pending.rows + (this.dropped?.rows ?? 0);
  }

  /** Only of this process. `dropped` counts since its start. */
  getState() {
    return {
      ...this.pending,
      dropped: this.droppedRows,
      isWaiting: this.unavailableSince !== undefined,
      isDropping: this.dropped !== undefined,
    };
  }

  private enqueue(row: StoredCall, allowance = 1): Batch | undefined {
    const bytes = estimateBytes(row);
    if (
      this.pending.rows >= maxPendingRows * allowance ||
      this.pending.bytes + bytes > maxPendingBytes * allowance
    )
      return this.dropRow();
    let batch = this.batches.at(-1);
    if (!batch || batch.closed || batch.rows.length >= maxBatchRows) {
      batch = createBatch();
      this.batches.push(batch);
    }
    batch.rows.push(row);
    batch.bytes += bytes;
    this.pending.rows += 1;
    this.pending.bytes += bytes;
    return batch;
  }

  private flushNow(batch: Batch): void {
    if (batch.ready) return;
    batch.ready = true;
    // Calls that end in the same turn of the event loop share the batch.
    if (!this.writing) setImmediate(() => this.write());
  }

  private flushLater(delay: number): void {
    this.timer ??= setTimeout(() => this.flushAll(), delay).unref();
  }

  private flushAll(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const batch of this.batches) batch.ready = true;
    this.write();
  }

  private write(): void {
    if (!this.writing && this.batches[0]?.ready) this.writing = this.writeReady();
  }

  private async writeReady(): Promise<void> {
    for (let batch = this.batches[0]; batch?.ready; batch = this.batches[0]) {
      batch.closed = true;
      try {
        await store(batch.rows);
      } catch (error) {
        this.recordFailure(error as Error);
        break;
      }
      this.batches.shift();
      this.pending.rows -= batch.rows.length;
      this.pending.bytes -= batch.bytes;
      batch.resolve();
      this.recordSuccess();
    }
    this.writing = undefined;
    if (this.batches.length > 0)
      this.flushLater(this.unavailableSince === undefined ? flushIntervalMs : retryDelayMs);
  }

  private dropRow(): undefined {
    if (!this.dropped) backgroundLogger.error("The request log drops rows: its buffer is full.");
    this.dropped ??= { rows: 0, since: new Date() };
    this.dropped.rows += 1;
    this.droppedRows += 1;
  }

  private recordFailure(error: Error): void {
    if (this.unavailableSince === undefined)
      backgroundLogger.error({ err: error }, "Rows of the request log wait in memory for the database.");
    this.unavailableSince ??= performance.now();
    // The writes are committed in the other database: they are answered without their rows.
    if (isLogSeparate) for (const batch of this.batches) batch.resolve();
  }

  private recordSuccess(): void {
    if (this.unavailableSince !== undefined) {
      const seconds = Math.ceil((performance.now() - this.unavailableSince) / second);
      backgroundLogger.info({ seconds }, "The database stores rows of the request log again.");
      this.unavailableSince = undefined;
    }
    // Reports the number once, when the buffer is at most half full.
    if (!this.dropped || this.pending.rows > maxPendingRows / 2 || this.pending.bytes > maxPendingBytes / 2)
      return;
    const { rows, since } = this.dropped;
    backgroundLogger.error({ rows, since }, "The request log dropped rows.");
    this.dropped = undefined;
  }
}

const buffer = singleton("log buffer", () => new LogBuffer());

/** Logs a call that changed nothing. */
export function logCall(call: CapturedCall): void {
  buffer.add(call);
}

/** Logs a call that changed something. Resolves when the call may be answered. */
export function logWrite(call: CapturedCall): Promise<void> {
  return buffer.commit(call);
}

/** Attempts to store the rows and last uses of all calls before. Returns how many rows are not stored. */
export async function flushLogs(): Promise<number> {
  const [missing] = await Promise.all([buffer.flush(), lastUseBuffer.flush()]);
  return missing;
}

/** For operators. */
export function getLogBufferState() {
  return buffer.getState();
}

/** Before reading the log: waits up to 3 s for the rows of calls already answered. */
export function waitForLogs(): Promise<void> {
  return waitAtMost(maxWaitMs, flushLogs());
}

function createBatch(): Batch {
  let resolve = () => {};
  const stored = new Promise<void>((done) => {
    resolve = done;
  });
  return { rows: [], bytes: 0, ready: false, closed: false, stored, resolve };
}

/** Bisects a batch that the database rejects, so that one invalid row does not lose the others. */
async function store(rows: readonly StoredCall[]): Promise<void> {
  try {
    await storeCalls(rows);
  } catch (error) {
    if (!isDataError(error)) throw error;
    if (rows.length === 1) {
      backgroundLogger.error(
        { err: error, requestId: rows[0]?.id },
        "The database rejected a row of the request log.",
      );
      return;
    }
    const middle = rows.length >> 1;
    await store(rows.slice(0, middle));
    await store(rows.slice(middle));
  }
}

function estimateBytes(row: StoredCall): number {
  const { path, query, requestHeaders, responseHeaders, requestBody, responseBody } = row;
  const texts = path.length + query.length + requestHeaders.length + responseHeaders.length;
  return 500 + texts + requestBody.length + responseBody.length;
}

function waitAtMost(milliseconds: number, wait: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    void wait.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
