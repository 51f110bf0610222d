import { formatLogFilter } from "@/lib/logs/read/filter-url";
import type { ExportFormat, LogFilter } from "@/lib/logs/schema";
import { createRecordCounter } from "./count-records";
import type { FileSink } from "./file-sink";

export type ExportProgress = { calls: number; ofCalls: number | null };

type Export = {
  workspaceSlug: string;
  filter: LogFilter;
  format: ExportFormat;
  signal: AbortSignal;
  onProgress: (progress: ExportProgress) => void;
};

/** Writes the calls of a filter to a file as they come. What breaks off leaves no half of a file. */
export async function saveExport(file: FileSink, options: Export): Promise<void> {
  try {
    const { body, headers } = await request(options);
    const total = headers.get("x-total-count");
    const count = createRecordCounter(options.format);
    const reader = body.getReader();
    const read = () => reader.read().catch((error: unknown) => findReason(error, options));
    for (let part = await read(); !part.done; part = await read()) {
      await file.write(part.value);
      options.onProgress({ calls: count(part.value), ofCalls: total === null ? null : Number(total) });
    }
    await file.close();
  } catch (error) {
    await file.abort();
    throw error;
  }
}

/** A connection that breaks off does not say why. Where it was refused to go on, asking again is refused as well. */
async function findReason(error: unknown, options: Export): Promise<never> {
  const { body } = await request({ ...options, format: "json" });
  await body.cancel();
  throw error;
}

type Asked = Omit<Export, "format"> & { format: ExportFormat | "json" };

async function request({ workspaceSlug, filter, format, signal }: Asked) {
  const query = new URLSearchParams(formatLogFilter(filter));
  query.set("workspace", workspaceSlug);
  query.set("format", format);
  const response = await fetch(`/api/logs?${query}`, { signal });
  const { body, headers } = response;
  if (response.ok && body) return { body, headers };
  const { message }: { message?: string } = await response.json().catch(() => ({}));
  throw new ExportRefused(message ?? "The server did not answer. Try again in a moment.");
}

/** The server says why, in words for people. */
export class ExportRefused extends Error {}
