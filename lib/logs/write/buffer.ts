import "server-only";
import { isDataError } from "@/lib/db/errors";
import { backgroundLogger } from "@/lib/logger";
import { type CapturedCall, toStoredCall } from "@/lib/logs/write/captured-call";
import { type StoredCall, storeCalls } from "@/lib/logs/write/store";
import { singleton } from "@/lib/singleton";
import { second } from "@/lib/time";

const flushEveryMs = 200;
const rowsPerBatch = 1_000;
const retryAfterMs = second;
/** How long the answer to a write waits for its row, and who reads the log for what is on its way. */
const patienceMs = 3 * second;
const mostRowsHeld = 50_000;
const mostBytesHeld = 64 * 1_048_576;
/** What calls that changed something may take of that. They come when the database is back, and find all of it taken. */
const shareOfWrites = 1.1;

/** Rows that are stored together. */
type Batch = {
  rows: StoredCall[];
  bytes: number;
  /** It is not to wait any longer. */
  due: boolean;
  /** It is on its way, or was: what is tried again is what was tried before. */
  sealed: boolean;
  stored: Promise<void>;
  resolve: () => void;
};

/**
 * Writes request logs in batches. A read's row waits 200 ms at most, or until 1,000 are there: that much a crash loses.
 * A write is answered once its row is committed too; while one batch is on its way the next collects, so writes at the
 * same moment share a commit.
 *
 * While the database is away rows wait in memory, 50,000 of them or 64 MiB, and are tried again every second; past that
 * the newest are dropped, and counted in the server's log; those of writes have a tenth more. A write that was committed
 * when its row could not be any more is answered after 3 s all the same, and its row waits with the others.
 */
class LogBuffer {
  /** Oldest first. Rows are added to the last one, unless it is sealed or full. */
  private batches: Batch[] = [];
  private held = { rows: 0, bytes: 0 };
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> | undefined;
  private awaySince: number | undefined;
  private dropped: { rows: number; since: Date } | undefined;

  add(call: CapturedCall): void {
    const batch = this.take(toStoredCall(call));
    if (batch?.rows.length === rowsPerBatch && this.awaySince === undefined) this.hurry(batch);
    else this.wakeIn(flushEveryMs);
  }

  /** Resolves once the row is committed, or when patience is at its end. */
  async commit(call: CapturedCall): Promise<void> {
    const batch = this.take(toStoredCall(call), shareOfWrites);
    if (!batch) return;
    this.hurry(batch);
    await atMost(patienceMs, batch.stored);
  }

  /** Resolves once everything that was added before is stored, or has failed once more; to how many rows are not stored. */
  async flush(): Promise<number> {
    // Among many writes there is always another batch on its way. What came later is not waited for.
    const newest = this.batches.at(-1)?.stored;
    await Promise.race([this.writing, newest]);
    this.writeAll();
    await Promise.race([this.writing, newest]);
    return this.held.rows + (this.dropped?.rows ?? 0);
  }

  private take(row: StoredCall, share = 1): Batch | undefined {
    const bytes = sizeOf(row);
    if (this.held.rows >= mostRowsHeld * share || this.held.bytes + bytes > mostBytesHeld * share)
      return this.drop();
    let batch = this.batches.at(-1);
    if (!batch || batch.sealed || batch.rows.length >= rowsPerBatch) {
      batch = createBatch();
      this.batches.push(batch);
    }
    batch.rows.push(row);
    batch.bytes += bytes;
    this.held.rows += 1;
    this.held.bytes += bytes;
    return batch;
  }

  private hurry(batch: Batch): void {
    if (batch.due) return;
    batch.due = true;
    // What ends in the same turn goes along.
    if (!this.writing) setImmediate(() => this.write());
  }

  private wakeIn(delay: number): void {
    this.timer ??= setTimeout(() => this.writeAll(), delay).unref();
  }

  private writeAll(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const batch of this.batches) batch.due = true;
    this.write();
  }

  private write(): void {
    if (!this.writing && this.batches[0]?.due) this.writing = this.writeDue();
  }

  private async writeDue(): Promise<void> {
    for (let batch = this.batches[0]; batch?.due; batch = this.batches[0]) {
      batch.sealed = true;
      try {
        await store(batch.rows);
      } catch (error) {
        this.noteFailure(error as Error);
        break;
      }
      this.batches.shift();
      this.held.rows -= batch.rows.length;
      this.held.bytes -= batch.bytes;
      batch.resolve();
      this.noteSuccess();
    }
    this.writing = undefined;
    if (this.batches.length > 0) this.wakeIn(this.awaySince === undefined ? flushEveryMs : retryAfterMs);
  }

  private drop(): undefined {
    if (!this.dropped) backgroundLogger.error("The request log drops rows: no more can wait in memory.");
    this.dropped ??= { rows: 0, since: new Date() };
    this.dropped.rows += 1;
  }

  private noteFailure(error: Error): void {
    if (this.awaySince === undefined)
      backgroundLogger.error({ err: error }, "Rows of the request log wait in memory for the database.");
    this.awaySince ??= performance.now();
  }

  private noteSuccess(): void {
    if (this.awaySince !== undefined) {
      const seconds = Math.ceil((performance.now() - this.awaySince) / second);
      backgroundLogger.info({ seconds }, "The database stores rows of the request log again.");
      this.awaySince = undefined;
    }
    // While it is nearly full more may be dropped at any moment: counted to the end, and said once.
    if (!this.dropped || this.held.rows > mostRowsHeld / 2 || this.held.bytes > mostBytesHeld / 2) return;
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

/** Logs a call that changed something. Resolves when it may be answered: its row is kept whatever happens. */
export function logWrite(call: CapturedCall): Promise<void> {
  return buffer.commit(call);
}

export function flushLogs(): Promise<number> {
  return buffer.flush();
}

/** For whoever reads the log: what was answered by now is in it, unless the database takes its time. */
export function waitForLogs(): Promise<void> {
  return atMost(patienceMs, buffer.flush());
}

function createBatch(): Batch {
  let resolve = () => {};
  const stored = new Promise<void>((done) => {
    resolve = done;
  });
  return { rows: [], bytes: 0, due: false, sealed: false, stored, resolve };
}

/** Finds the row that the database cannot take, so that it costs no other row its place. */
async function store(rows: readonly StoredCall[]): Promise<void> {
  try {
    await storeCalls(rows);
  } catch (error) {
    if (!isDataError(error)) throw error;
    if (rows.length === 1) {
      backgroundLogger.error(
        { err: error, requestId: rows[0]?.id },
        "The database refused a row of the request log.",
      );
      return;
    }
    const middle = rows.length >> 1;
    await store(rows.slice(0, middle));
    await store(rows.slice(middle));
  }
}

/** About what a row takes in memory. */
function sizeOf(row: StoredCall): number {
  const { path, query, requestHeaders, responseHeaders, requestBody, responseBody } = row;
  const texts = path.length + query.length + requestHeaders.length + responseHeaders.length;
  return 500 + texts + requestBody.length + responseBody.length;
}

function atMost(milliseconds: number, wait: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    void wait.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
