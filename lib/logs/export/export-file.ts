import "server-only";
import { recordAct } from "@/lib/audit/mutations";
import type { Actor, WorkspaceId } from "@/lib/auth/actor";
import { may } from "@/lib/auth/permissions";
import { prisma } from "@/lib/db/prisma";
import { getMinId } from "@/lib/ids";
import { logger } from "@/lib/logger";
import { toCsvLine } from "@/lib/logs/export/csv";
import { type ExportRow, exportFields, readExportRows } from "@/lib/logs/export/export-row";
import { openStream } from "@/lib/logs/open-streams";
import { formatLogFilter } from "@/lib/logs/read/filter-url";
import { getRetentionStart, listLogs } from "@/lib/logs/read/queries";
import { splitTimeRange, toTimeRange } from "@/lib/logs/read/time-range";
import { countLoggedCalls } from "@/lib/logs/rollup/select-rollups";
import type { ExportFormat, LogFilter } from "@/lib/logs/schema";

/** At 16 KiB a body, no page takes more than 20 MB; most take less than one. */
const rowsAtATime = 500;

const encodings = {
  // Without the byte order mark, Excel takes UTF-8 for something else; everybody else passes over it.
  csv: { type: "text/csv; charset=utf-8", head: `\uFEFF${toCsvLine(exportFields)}`, encode: toCsvRecord },
  ndjson: { type: "application/x-ndjson; charset=utf-8", head: "", encode: toJsonLine },
};

type ExportRequest = {
  request: Request;
  actor: Actor;
  /** Asked again with every page: nobody is sent what they may not have any more. */
  findActor: () => Promise<Actor | null>;
  /** The workspace's, as the file is named for it. */
  name: string;
  filter: LogFilter;
  format: ExportFormat;
};

/** All calls of a filter, newest first, as a file to keep. That it was taken is recorded before it is. */
export async function createExportResponse({
  request,
  actor,
  findActor,
  ...of
}: ExportRequest): Promise<Response> {
  const stream = openStream("export", actor, request);
  const check = async () => {
    stream.ended.throwIfAborted();
    const current = await findActor();
    if (!current || !may(current.role, "viewLogValues")) stream.end();
    stream.ended.throwIfAborted();
  };
  try {
    await recordAct(prisma, actor, "log.export", [of.format, ...nameFilter(of.filter)].join(", "));
    const calls = await countExported(actor.workspaceId, of.filter);
    const body = createExportStream(actor.workspaceId, of.filter, of.format, { check, end: stream.end });
    return new Response(body, { headers: describeFile(of, calls) });
  } catch (error) {
    stream.end();
    throw error;
  }
}

function describeFile({ name, format }: Pick<ExportRequest, "name" | "format">, calls: number | null) {
  const file = `calls-${name}-${new Date().toISOString().slice(0, 10)}.${format}`;
  return {
    "content-type": encodings[format].type,
    "content-disposition": `attachment; filename="${file}"`,
    ...(calls !== null && { "x-total-count": String(calls) }),
    // Compressing it here would take the time of the API's own calls.
    "cache-control": "no-store, no-transform",
    "x-content-type-options": "nosniff",
  };
}

/** How many calls there are, for whoever shows how far it came. What a search will find nobody knows beforehand. */
async function countExported(workspaceId: WorkspaceId, filter: LogFilter): Promise<number | null> {
  if (filter.search) return null;
  const span = toTimeRange(filter, await getRetentionStart(workspaceId), new Date());
  return countLoggedCalls(workspaceId, filter, splitTimeRange(span));
}

/** As the audit log has it. */
function nameFilter(filter: LogFilter): string[] {
  return [...new URLSearchParams(formatLogFilter(filter))].map(([name, value]) => `${name}=${value}`);
}

type Guard = {
  /** Called before each page is read: throws where it may not be. */
  check: () => Promise<void>;
  /** Called once no more is read. */
  end: () => void;
};

/**
 * All calls of a filter as a file, newest first. It is read from the database a page at a time, as fast as somebody
 * takes it and not any further, so that neither memory nor a transaction is held however long it becomes. Where it
 * cannot go on it breaks off: if it ended, it would look as if it were complete.
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
          throw breakOff(error);
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

/** Next passes over an error of this name, and closes the connection before its end, which its client notices. */
const brokenOff = "AbortError";

function breakOff(error: unknown): DOMException {
  if (error instanceof DOMException && error.name === brokenOff) return error;
  logger.error({ err: error }, "An export of the request log broke off.");
  return new DOMException("The export broke off.", brokenOff);
}

/** Goes on until nothing older is left: a search through bodies may come to the end of a page with nothing found. */
async function* readPages(
  workspaceId: WorkspaceId,
  filter: LogFilter,
  check: Guard["check"],
): AsyncGenerator<ExportRow[], undefined, undefined> {
  // The calls that are made meanwhile are no part of it, and its beginning does not move with the clock.
  const now = new Date();
  const { from } = toTimeRange(filter, new Date(0), now);
  let before: string | null = getMinId(now);
  while (before !== null) {
    await check();
    const page = await listLogs(workspaceId, { ...filter, from, before }, { limit: rowsAtATime });
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
