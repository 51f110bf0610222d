import "server-only";
import { recordSingleAuditEntry } from "@/lib/audit/mutations";
import { listAuditEntries } from "@/lib/audit/queries";
import {
  type AuditEntry,
  type AuditExportFormat,
  type AuditFilter,
  formatAuditUrl,
} from "@/lib/audit/schema";
import type { Actor, WorkspaceId } from "@/lib/auth/actor";
import { may } from "@/lib/auth/permissions";
import { createId } from "@/lib/ids";
import { toCsvLine } from "@/lib/logs/export/csv";
import { streamText } from "@/lib/streams/encode-stream";
import { openStream } from "@/lib/streams/open-streams";

const pageRows = 500;

type ExportRequest = {
  request: Request;
  actor: Actor;
  /** Re-checks session and membership before each page. */
  findActor: () => Promise<Actor | null>;
  /** The workspace's slug, for the file's name. */
  name: string;
  filter: AuditFilter;
  format: AuditExportFormat;
};

/** Exports all entries of a filter, newest first. Writes the audit entry of the export before the first byte. */
export async function createAuditExport({
  request,
  actor,
  findActor,
  name,
  filter,
  format,
}: ExportRequest): Promise<Response> {
  const stream = openStream("export", actor, request);
  const check = async () => {
    stream.ended.throwIfAborted();
    const current = await findActor();
    if (!current || !may(current.role, "viewAuditLog")) stream.end();
    stream.ended.throwIfAborted();
  };
  const { type, head, encode } = encodings[format];
  // Later entries are not exported.
  const before = createId();
  try {
    const filters = [...new URLSearchParams(formatAuditUrl(filter))].map(
      ([field, value]) => `${field}=${value}`,
    );
    await recordSingleAuditEntry(actor, "audit.export", [format, ...filters].join(", "));
  } catch (error) {
    stream.end();
    throw error;
  }
  return streamText(readFile(actor.workspaceId, { ...filter, before }, { head, encode, check }), stream, {
    "content-type": type,
    "content-disposition": `attachment; filename="audit-log-${name}-${new Date().toISOString().slice(0, 10)}.${format}"`,
  });
}

type Encoding = { head: string; encode: (entry: ExportedEntry) => string };

async function* readFile(
  workspaceId: WorkspaceId,
  { before, ...filter }: AuditFilter & { before: string },
  { head, encode, check }: Encoding & { check: () => Promise<void> },
): AsyncGenerator<string, void> {
  if (head) yield head;
  let cursor: string | null = before;
  while (cursor !== null) {
    await check();
    const page = await listAuditEntries(workspaceId, { ...filter, before: cursor }, pageRows);
    if (page.rows.length > 0) yield page.rows.map((entry) => encode(toExported(entry))).join("");
    cursor = page.next;
  }
}

type ExportedEntry = ReturnType<typeof toExported>;

function toExported(entry: AuditEntry) {
  const { id, time, action, subject, subjectId, detail, changes, personId, personName, personEmail } = entry;
  const { tokenId, tokenName, count, lastAt, ipAddress } = entry;
  return {
    id,
    time: time.toISOString(),
    action,
    subject,
    subjectId,
    detail,
    changes,
    personId,
    personName,
    personEmail,
    tokenId,
    tokenName,
    count,
    lastAt: lastAt?.toISOString() ?? null,
    ipAddress,
  };
}

const csvFields = [
  "id",
  "time",
  "action",
  "subject",
  "subjectId",
  "detail",
  "changes",
  "personId",
  "personName",
  "personEmail",
  "tokenId",
  "tokenName",
  "count",
  "lastAt",
  "ipAddress",
] as const satisfies (keyof ExportedEntry)[];

const encodings: Record<AuditExportFormat, Encoding & { type: string }> = {
  csv: {
    type: "text/csv; charset=utf-8",
    // Excel recognises UTF-8 by the byte order mark.
    head: `\uFEFF${toCsvLine(csvFields)}`,
    encode: (entry) => {
      const cells = { ...entry, changes: entry.changes.length > 0 ? JSON.stringify(entry.changes) : "" };
      return toCsvLine(csvFields.map((field) => cells[field]));
    },
  },
  ndjson: {
    type: "application/x-ndjson; charset=utf-8",
    head: "",
    encode: (entry) => `${JSON.stringify(entry)}\n`,
  },
};
