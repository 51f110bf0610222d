import "server-only";
import { recordAuditEntry } from "@/lib/audit/mutations";
import type { Actor, WorkspaceId } from "@/lib/auth/actor";
import { may } from "@/lib/auth/permissions";
import { prisma } from "@/lib/db/prisma";
import { getMinId } from "@/lib/ids";
import { logger } from "@/lib/logger";
import { toCsvLine } from "@/lib/logs/export/csv";
import { type ExportRow, exportFields, readExportRows } from "@/lib/logs/export/export-row";
import { formatLogFilter } from "@/lib/logs/read/filter-url";
import { getRetentionStart, listLogs } from "@/lib/logs/read/queries";
import { resolveTimeRange } from "@/lib/logs/read/time-range";
import type { ExportFormat, LogFilter } from "@/lib/logs/schema";
import { logStore } from "@/lib/logs/store/postgres-store";
import { openStream } from "@/lib/streams/open-streams";

/** A page takes 20 MB at most (two bodies of 16 KiB a row), and usually less than one. */
const pageRows = 500;

const encodings = {
  // Excel recognises UTF-8 by the byte order mark.
  csv: { type: "text/csv; charset=utf-8", head: `\uFEFF${toCsvLine(exportFields)}`, encode: toCsvRecord },
  ndjson: { type: "application/x-ndjson; charset=utf-8", head: "", encode: toJsonLine },
};

type ExportRequest = {
  request: Request;
  actor: Actor;
  /** Re-checks session and membership before each page. */
  findActor: () => Promise<Actor | null>;
  /** The workspace's slug, for the file's name. */
  name: string;
  filter: LogFilter;
  format: ExportFormat;
};

/** Exports all calls of a filter, newest first. Writes the audit entry before the first byte. */
export async function createExportResponse({
  request,
  actor,
  findActor,
  ...file
}: ExportRequest): Promise<Response> {
  const stream = openStream("export", actor, request);
  const check = async () => {
    stream.ended.throwIfAborted();
    const current = await findActor();
    if (!current || !may(current.role, "viewLogValues")) stream.end();
    stream.ended.throwIfAborted();
  };
  try {
    await recordAuditEntry(
      prisma,
      actor,
      "log.export",
      [file.format, ...describeFilter(file.filter)].join(", "),
    );
    const calls = await countExported(actor.workspaceId, file.filter);
    const body = createExportStream(actor.workspaceId, file.filter, file.format, { check, end: stream.end });
    return new Response(body, { headers: createHeaders(file, calls) });
  } catch (error) {
    stream.end();
    throw error;
  }
}

function createHeaders({ name, format }: Pick<ExportRequest, "name" | "format">, calls: number | null) {
  const fileName = `calls-${name}-${new Date().toISOString().slice(0, 10)}.${format}`;
  return {
    "content-type": encodings[format].type,
    "content-disposition": `attachment; filename="${fileName}"`,
    ...(calls !== null && { "x-total-count": String(calls) }),
    // Compression would take processor time from API calls.
    "cache-control": "no-store, no-transform",
    "x-content-type-options": "nosniff",
  };
}

/** The total, for a progress bar; null for a search, whose result is not known in advance. */
async function countExported(workspaceId: WorkspaceId, filter: LogFilter): Promise<number | null> {
  if (filter.search) return null;
  const timeRange = resolveTimeRange(filter, await getRetentionStart(workspaceId), new Date());
  return logStore.countCalls(workspaceId, filter, timeRange);
}

/** For the audit log. */
function describeFilter(filter: LogFilter): string[] {
  return [...new URLSearchParams(formatLogFilter(filter))].map(([name, value]) => `${name}=${value}`);
}

type Guard = {
  /** Called before each page. Throws to end the export. */
  check: () => Promise<void>;
  /** Called after the last page, or when the export ends early. */
  end: () => void;
};

/**
 * All calls of a filter as a file, newest first. The client's reading speed drives the queries, one page at a time: memory
 * stays constant and no transaction stays open. A failed export breaks the connection, since a file that just ended would
 * look complete.
 */
export function createExportStream(
  workspaceId: WorkspaceId,
  filter: LogFilter,
  format: ExportFormat,
  { check, end }: Guard = { check: async () => undefined, end: () => undefined },
): ReadableStream<Uint8Array> {
  const { head, encode } = encodings[format];
  const pages = readPages(workspaceId, filter, check);
  const utf8 = new TextEncoder();
  let begun = false;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (!begun && head) controller.enqueue(utf8.encode(head));
        begun = true;
        const { value: records, done } = await pages.next().catch((error: unknown) => {
          end();
          throw toAbortError(error);
        });
        if (!done) return controller.enqueue(utf8.encode(records.map(encode).join("")));
        end();
        controller.close();
      },
      cancel: end,
    },
    { highWaterMark: 0 },
  );
}

/** On an error of this name, Next breaks the connection without logging. */
const abortErrorName = "AbortError";

function toAbortError(error: unknown): DOMException {
  if (error instanceof DOMException && error.name === abortErrorName) return error;
  logger.error({ err: error }, "An export of the request log broke off.");
  return new DOMException("The export broke off.", abortErrorName);
}

/** Ends at the last page, not at an empty one: a page of a search may be empty. */
async function* readPages(
  workspaceId: WorkspaceId,
  filter: LogFilter,
  check: Guard["check"],
): AsyncGenerator<ExportRow[], undefined, undefined> {
  // Later calls are not exported, and the start of the range is fixed.
  const now = new Date();
  const { from } = resolveTimeRange(filter, new Date(0), now);
  let before: string | null = getMinId(now);
  while (before !== null) {
    await check();
    const page = await listLogs(workspaceId, { ...filter, from, before }, { limit: pageRows });
    if (page.rows.length > 0)
      yield await readExportRows(
        workspaceId,
        page.rows.map(({ id }) => id),
      );
    before = page.next;
  }
}

function toCsvRecord(record: ExportRow): string {
  return toCsvLine(exportFields.map((field) => record[field]));
}

function toJsonLine({ requestHeaders, responseHeaders, ...record }: ExportRow): string {
  const { requestBody, responseBody, ...first } = record;
  return `${JSON.stringify({
    ...first,
    requestHeaders: JSON.parse(requestHeaders),
    requestBody,
    responseHeaders: JSON.parse(responseHeaders),
    responseBody,
  })}\n`;
}
