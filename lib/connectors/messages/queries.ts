import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import {
  hasMessageFilter,
  type ListedMessage,
  type MessageDetail,
  type MessageFilter,
  type MessageListPage,
  type MessageVolume,
  type ReasonCount,
  type VolumeBar,
  type VolumeRange,
  volumeRanges,
} from "@/lib/connectors/messages/rows";
import { Prisma } from "@/lib/db/generated/client";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { AppError } from "@/lib/errors";
import { getIdTime, getMinId } from "@/lib/ids";
import { getRetentionStart } from "@/lib/logs/read/queries";
import { hour } from "@/lib/time";

export const messagesPerPage = 50;

/** Maximum of messages that one page with a filter reads. Filters have no index. */
const maxScannedMessages = 10_000;

/** Greater than every ULID. */
const lastId = "~";

type ReadRow = Omit<ListedMessage, "time">;
const rowColumns = Prisma.sql`"id", "outcome", "code", "type", "messageId", "name", "subject"`;

/** A page of messages, newest first. Partitions outside of the retention are not read. */
export async function listMessages(
  workspaceId: WorkspaceId,
  connectorId: string,
  filter: MessageFilter,
  {
    before = lastId,
    limit = messagesPerPage,
    searchesSubjects = true,
  }: { before?: string | undefined; limit?: number; searchesSubjects?: boolean } = {},
): Promise<MessageListPage> {
  const firstId = getMinId(await getRetentionStart(workspaceId));
  const isFiltered = hasMessageFilter(filter);
  const maxScanned = isFiltered ? maxScannedMessages : limit + 1;
  const { rows: found } = await pool.query<Partial<ReadRow> & { scanned: number; end: string | null }>(
    Prisma.sql`
      WITH scanned AS MATERIALIZED (
        SELECT ${rowColumns}, coalesce(cardinality("warnings"), 0) AS "warnings"
        FROM "ConnectorMessage"
        WHERE "workspaceId" = ${workspaceId} AND "connectorId" = ${connectorId}
          AND "id" >= ${firstId} AND "id" < ${before}
        ORDER BY "id" DESC
        LIMIT ${maxScanned}
      )
      SELECT whole."scanned", whole."end", matching.*
      FROM (SELECT count(*)::int AS "scanned", min("id") AS "end" FROM scanned) whole
      LEFT JOIN LATERAL (
        SELECT * FROM scanned WHERE ${toCondition(filter, searchesSubjects)} ORDER BY "id" DESC LIMIT ${limit + 1}
      ) matching ON true
      ORDER BY matching."id" DESC`,
  );
  const rows = found.flatMap(({ scanned: _, end: __, ...row }) => (isFound(row) ? [toRow(row)] : []));
  if (rows.length > limit) {
    const page = rows.slice(0, limit);
    return { rows: page, next: page.at(-1)?.id ?? null, searchedTo: null };
  }
  const [whole] = found;
  const isCut = isFiltered && whole?.scanned === maxScanned;
  const next = isCut ? whole.end : null;
  return { rows, next, searchedTo: next === null ? null : getIdTime(next) };
}

/** The messages that arrived from this time on, newest first. */
export async function listNewMessages(
  workspaceId: WorkspaceId,
  connectorId: string,
  filter: MessageFilter,
  { since, limit, searchesSubjects }: { since: Date; limit: number; searchesSubjects: boolean },
): Promise<ListedMessage[]> {
  const { rows } = await pool.query<ReadRow>(Prisma.sql`
    SELECT * FROM (
      SELECT ${rowColumns}, coalesce(cardinality("warnings"), 0) AS "warnings"
      FROM "ConnectorMessage"
      WHERE "workspaceId" = ${workspaceId} AND "connectorId" = ${connectorId} AND "id" >= ${getMinId(since)}
      ORDER BY "id" DESC
      LIMIT ${maxScannedMessages}
    ) recent
    WHERE ${toCondition(filter, searchesSubjects)}
    ORDER BY "id" DESC
    LIMIT ${limit}`);
  return rows.map(toRow);
}

function toCondition(
  { outcome, reason, type, search }: MessageFilter,
  searchesSubjects: boolean,
): Prisma.Sql {
  const searched = Prisma.raw(searchesSubjects ? `"messageId", "subject"` : `"messageId"`);
  return Prisma.join(
    [
      Prisma.sql`true`,
      ...(outcome === null ? [] : [Prisma.sql`"outcome" = ${outcome}::"MessageOutcome"`]),
      ...(reason === null ? [] : [Prisma.sql`"code" = ${reason}`]),
      ...(type === null ? [] : [Prisma.sql`"type" = ${type}`]),
      ...(search === "" ? [] : [Prisma.sql`${search} IN (${searched})`]),
    ],
    " AND ",
  );
}

export async function getMessage(
  workspaceId: WorkspaceId,
  connectorId: string,
  id: string,
): Promise<MessageDetail> {
  const isKept = id >= getMinId(await getRetentionStart(workspaceId));
  const { rows } = await pool.query<Omit<MessageDetail, "time">>(Prisma.sql`
    SELECT ${rowColumns}, "warnings", "library", "retryCount", "payload"
    FROM "ConnectorMessage"
    WHERE "workspaceId" = ${workspaceId} AND "connectorId" = ${connectorId} AND "id" = ${id} AND ${isKept}`);
  const [message] = rows;
  if (!message) throw new AppError("not_found", "This message is not in the debugger.");
  return { ...message, time: getIdTime(message.id) };
}

/** Counts messages, and whole requests that were rejected or excluded, by outcome and reason. */
export async function countMessages(
  workspaceId: WorkspaceId,
  connectorId: string,
  range: VolumeRange,
  now = new Date(),
): Promise<MessageVolume> {
  const { milliseconds, barWidth } = volumeRanges[range];
  const first = Math.floor((now.getTime() - milliseconds) / barWidth) * barWidth;
  const from = new Date(first);
  const sums = await prisma.connectorCount.groupBy({
    by: ["bucketStart", "outcome", "code"],
    where: { workspaceId, connectorId, bucketStart: { gte: from } },
    _sum: { messages: true },
  });
  const bars = createVolumeBars(first, now.getTime(), barWidth);
  const reasons = new Map<string, ReasonCount>();
  for (const { bucketStart, outcome, code, _sum } of sums) {
    const messages = _sum.messages ?? 0;
    const index = Math.floor((bucketStart.getTime() - first) / barWidth);
    // Another process may have a faster clock.
    const bar = bars[Math.min(index, bars.length - 1)];
    if (bar) bar[outcome] += messages;
    if (code === "") continue;
    const key = `${outcome} ${code}`;
    const counted = reasons.get(key)?.messages ?? 0;
    reasons.set(key, { outcome, code, messages: counted + messages });
  }
  const sorted = [...reasons.values()].sort((a, b) => b.messages - a.messages || (a.code < b.code ? -1 : 1));
  return { from, to: new Date(Math.max(now.getTime(), first + hour)), barWidth, bars, reasons: sorted };
}

function createVolumeBars(first: number, last: number, width: number): VolumeBar[] {
  const bars: VolumeBar[] = [];
  for (let start = first; start <= last; start += width)
    bars.push({ start: new Date(start), accepted: 0, duplicate: 0, excluded: 0, rejected: 0 });
  return bars;
}

function isFound(row: Partial<ReadRow>): row is ReadRow {
  return typeof row.id === "string";
}

function toRow(row: ReadRow): ListedMessage {
  return { ...row, time: getIdTime(row.id) };
}
