import { formatLogFilter } from "@/lib/logs/read/filter-url";
import type { ExportFormat, LogFilter } from "@/lib/logs/schema";

export type ExportProgress = { calls: number; totalCalls: number | null };

interface ExportOptions {
  workspaceSlug: string;
  filter: LogFilter;
  format: ExportFormat;
  signal: AbortSignal;
  onProgress: (progress: ExportProgress) => void;
}

/** Has the server's message. */
export class ExportRejectedError extends Error {}

/** Streams the filtered calls into a file. After an error the file is discarded. */
export async function saveExport(file: FileSink, options: ExportOptions): Promise<void> {
  try {
    const { body, headers } = await requestExport(options);
    const total = headers.get("x-total-count");
    const countRecords = createRecordCounter(options.format);
    const reader = body.getReader();
    const read = () => reader.read().catch((error: unknown) => throwReason(error, options));
    for (let chunk = await read(); !chunk.done; chunk = await read()) {
      await file.write(chunk.value);
      options.onProgress({
        calls: countRecords(chunk.value),
        totalCalls: total === null ? null : Number(total),
      });
    }
    await file.close();
  } catch (error) {
    await file.abort();
    throw error;
  }
}

/** A broken stream has no error message. If the server ended it, it rejects a second request with the reason. */
async function throwReason(error: unknown, options: ExportOptions): Promise<never> {
  const { body } = await requestExport({ ...options, format: "json" });
  await body.cancel();
  throw error;
}

type ExportRequest = Omit<ExportOptions, "format"> & { format: ExportFormat | "json" };

async function requestExport({ workspaceSlug, filter, format, signal }: ExportRequest) {
  const query = new URLSearchParams(formatLogFilter(filter));
  query.set("workspace", workspaceSlug);
  query.set("format", format);
  const response = await fetch(`/api/logs?${query}`, { signal });
  const { body, headers } = response;
  if (response.ok && body) return { body, headers };
  const { message }: { message?: string } = await response.json().catch(() => ({}));
  throw new ExportRejectedError(message ?? "The server did not answer. Try again in a moment.");
}

const [newLine, quote] = [0x0a, 0x22];

/** Counts records across chunks. In CSV it skips the header line, and line breaks within quotes. */
export function createRecordCounter(format: ExportFormat): (bytes: Uint8Array) => number {
  let records = format === "csv" ? -1 : 0;
  let isQuoted = false;
  return (bytes) => {
    for (const byte of bytes) {
      if (byte === quote && format === "csv") isQuoted = !isQuoted;
      else if (byte === newLine && !isQuoted) records += 1;
    }
    return Math.max(0, records);
  };
}

export interface FileSink {
  write: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>;
  close: () => Promise<void>;
  /** Deletes what was written. */
  abort: () => Promise<void>;
}

/** Only Chromium has the file picker. */
type WindowWithPicker = Window & {
  showSaveFilePicker?: (options: { suggestedName: string }) => Promise<FileSystemFileHandle>;
};

/**
 * Asks where to save the file and writes it there while it arrives. Browsers without a file picker keep it in memory
 * and download it at the end. Null if the user cancelled.
 */
export async function openFile(name: string): Promise<FileSink | null> {
  const picker: WindowWithPicker = window;
  if (!picker.showSaveFilePicker) return openDownload(name);
  try {
    const handle = await picker.showSaveFilePicker({ suggestedName: name });
    const file = await handle.createWritable();
    return { write: (bytes) => file.write(bytes), close: () => file.close(), abort: () => file.abort() };
  } catch (error) {
    if ((error as Error).name === "AbortError") return null;
    throw error;
  }
}

function openDownload(name: string): FileSink {
  const chunks: Blob[] = [];
  return {
    write: async (bytes) => {
      // Browsers may keep a Blob on disk.
      chunks.push(new Blob([bytes]));
    },
    close: async () => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob(chunks));
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    },
    abort: async () => {
      chunks.length = 0;
    },
  };
}
