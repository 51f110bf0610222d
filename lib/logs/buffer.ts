import "server-only";
import { isDataError } from "@/lib/db/errors";
import { describeClient } from "@/lib/logs/client";
import { redactHeaders, redactText } from "@/lib/logs/redact";
import { mostBodyBytes } from "@/lib/logs/schema";
import { type StoredCall, storeCalls } from "@/lib/logs/store";
import { singleton } from "@/lib/singleton";

/** One call, as the API's pipeline saw it. */
export type LoggedCall = {
  workspaceId: string;
  /** A ULID of the moment at which the call came in. */
  id: string;
  applicationId: string;
  apiKeyId: string;
  /** False where the key was refused: such a call does not count as use. */
  accepted: boolean;
  method: string;
  path: string;
  route: string | null;
  permission: string | null;
  status: number;
  errorCode: string | null;
  /** Milliseconds. */
  duration: number;
  ipAddress: string;
  query: string;
  requestHeaders: Headers;
  requestBody: string;
  responseHeaders: Record<string, string>;
  responseBody: string;
};

const flushEveryMs = 200;
const flushAtRows = 1_000;
const retryAfterMs = 1_000;
/** Rows held while the database is away, roughly 100 MB at worst; past that the newest are dropped and counted. */
const mostRowsHeld = 50_000;

/**
 * Writes request logs in batches, off the request's path. A row waits 200 ms at most, or until 1,000 are there.
 * While the database is away rows wait in memory and are tried again every second.
 */
class LogBuffer {
  private rows: StoredCall[] = [];
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> | undefined;
  private dropped = 0;

  add(call: LoggedCall): void {
    if (this.rows.length >= mostRowsHeld) {
      this.dropped += 1;
      return;
    }
    // Redacted and cut at once: what waits holds no secret, and no megabytes.
    this.rows.push(toStored(call));
    // The row that completes a batch hurries it; the next ones need not do so again.
    this.schedule(this.rows.length === flushAtRows ? 0 : flushEveryMs);
  }

  /** Resolves once everything that was added before is stored, or has failed once more. */
  async flush(): Promise<void> {
    await this.writing;
    await this.write();
  }

  private schedule(delay: number): void {
    if (this.timer && delay > 0) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.write(), delay);
    this.timer.unref();
  }

  private async write(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.writing || this.rows.length === 0) return this.writing;
    const batch = this.rows;
    this.rows = [];
    this.writing = this.store(batch);
    await this.writing;
    this.writing = undefined;
    if (this.rows.length > 0) this.schedule(flushEveryMs);
  }

  private async store(batch: StoredCall[]): Promise<void> {
    try {
      await storeCalls(batch);
      if (this.dropped > 0)
        console.error(`request log: ${this.dropped} rows were dropped while the database was away`);
      this.dropped = 0;
    } catch (error) {
      if (isDataError(error)) return this.storeHalves(batch, error);
      console.error(`request log: ${batch.length} rows wait for the database: ${(error as Error).message}`);
      this.rows = [...batch, ...this.rows];
      this.schedule(retryAfterMs);
    }
  }

  /** Finds the row that the database cannot take, so that it costs no other row its place. */
  private async storeHalves(batch: StoredCall[], error: Error): Promise<void> {
    if (batch.length === 1) {
      console.error(`request log: the row of request ${batch[0]?.id} was refused: ${error.message}`);
      return;
    }
    const middle = batch.length >> 1;
    await this.store(batch.slice(0, middle));
    await this.store(batch.slice(middle));
  }
}

const buffer = singleton("log buffer", () => new LogBuffer());

export function logCall(call: LoggedCall): void {
  buffer.add(call);
}

export function flushLogs(): Promise<void> {
  return buffer.flush();
}

function toStored(call: LoggedCall): StoredCall {
  return {
    workspaceId: call.workspaceId,
    id: call.id,
    applicationId: call.applicationId,
    apiKeyId: call.apiKeyId,
    accepted: call.accepted,
    method: call.method,
    route: call.route ?? "",
    permission: call.permission ?? "",
    status: call.status,
    errorCode: call.errorCode ?? "",
    client: describeClient(redactText(call.requestHeaders.get("user-agent") ?? "")),
    ipAddress: call.ipAddress,
    path: redactText(call.path),
    query: redactText(call.query),
    duration: call.duration,
    requestHeaders: JSON.stringify(redactHeaders(call.requestHeaders)),
    requestBody: cut(redactText(call.requestBody)),
    requestBytes: Buffer.byteLength(call.requestBody),
    responseHeaders: JSON.stringify(redactHeaders(Object.entries(call.responseHeaders))),
    responseBody: cut(redactText(call.responseBody)),
    responseBytes: Buffer.byteLength(call.responseBody),
  };
}

/** The first 16 KiB of a text, never half a character. */
function cut(text: string): string {
  if (text.length * 3 <= mostBodyBytes) return text;
  const bytes = Buffer.from(text);
  if (bytes.length <= mostBodyBytes) return text;
  let end = mostBodyBytes;
  while (end > 0 && ((bytes[end] as number) & 0xc0) === 0x80) end -= 1;
  return bytes.toString("utf8", 0, end);
}
