import "server-only";
import { encodeTime } from "ulid";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import { getContactName } from "@/lib/contacts/schema/contact-name";
import type {
  Timeline,
  TimelineEntry,
  TimelineFilter,
  TimelinePosition,
} from "@/lib/contacts/schema/contact-page";
import type { PropertyValue } from "@/lib/contacts/schema/property";
import { contactTables } from "@/lib/contacts/tables";
import { Prisma } from "@/lib/db/generated/client";
import { pool } from "@/lib/db/pool";
import { getIdTime } from "@/lib/ids";

export const timelinePerPage = 30;

/**
 * Events and changes of a contact by time and id, newest first, before a position. Each of both is read in the order of
 * its index, so a late page costs as much as the first.
 */
export async function listTimeline(
  workspaceId: WorkspaceId,
  kind: ContactKind,
  id: string,
  { before, show }: { before: TimelinePosition | null; show: TimelineFilter },
): Promise<Timeline> {
  const [events, changes] = await Promise.all([
    show === "changes" ? [] : listEvents(workspaceId, kind, id, before),
    show === "events" ? [] : listChanges(workspaceId, kind, id, before),
  ]);
  const entries = [...events, ...changes].sort(compareNewestFirst);
  const page = entries.slice(0, timelinePerPage);
  const last = page.at(-1);
  const hasMore = entries.length > timelinePerPage && last;
  return { entries: page, next: hasMore ? { time: last.time.getTime(), id: last.id } : null };
}

function compareNewestFirst(a: TimelineEntry, b: TimelineEntry): number {
  return b.time.getTime() - a.time.getTime() || (a.id < b.id ? 1 : -1);
}

type StoredEvent = {
  id: string;
  triggeredAt: Date;
  metadata: Record<string, string | number | boolean>;
  name: string;
  label: string;
  related: {
    id: string;
    externalId: string | null;
    alias: string | null;
    properties: Record<string, PropertyValue>;
  } | null;
};

async function listEvents(
  workspaceId: WorkspaceId,
  kind: ContactKind,
  id: string,
  before: TimelinePosition | null,
): Promise<TimelineEntry[]> {
  const relatedKind = kind === "user" ? "account" : "user";
  const { foreignKey, otherForeignKey } = contactTables[kind];
  const related = contactTables[relatedKind];
  const start = before
    ? Prisma.sql`AND (e."triggeredAt", e."id") < (${new Date(before.time)}, ${before.id})`
    : Prisma.empty;
  // Subqueries run for the rows of the page only.
  const { text, values } = Prisma.sql`
    SELECT e."id", e."triggeredAt", e."metadata", d."name", d."label",
           (SELECT jsonb_build_object('id', r."id", 'externalId', r."externalId", 'alias', r.${related.aliasColumn},
                                      'properties', r."properties")
            FROM ${related.table} r
            WHERE r."workspaceId" = ${workspaceId} AND r."id" = e.${otherForeignKey}) AS "related"
    FROM (
      SELECT * FROM "Event" e
      WHERE e."workspaceId" = ${workspaceId} AND e.${foreignKey} = ${id} ${start}
      ORDER BY e."triggeredAt" DESC, e."id" DESC LIMIT ${timelinePerPage + 1}
    ) e
    JOIN "EventDefinition" d ON d."workspaceId" = ${workspaceId} AND d."id" = e."definitionId"`;
  const { rows } = await pool.query<StoredEvent>(text, values);
  return rows.map(({ id: eventId, triggeredAt, name, label, metadata, related: other }) => ({
    type: "event",
    id: eventId,
    time: triggeredAt,
    name,
    label: label || name,
    metadata,
    related: other && { id: other.id, name: getContactName(other) },
  }));
}

type StoredChange = {
  id: string;
  type: "segment" | "stage" | "healthProfile";
  entered: boolean;
  name: string;
  previous: string;
  cause: string;
};

async function listChanges(
  workspaceId: WorkspaceId,
  kind: ContactKind,
  id: string,
  before: TimelinePosition | null,
): Promise<TimelineEntry[]> {
  const { rows } = await pool.query<StoredChange>({
    text: `
      SELECT "id", "type", "entered", "name", "previous", "cause" FROM "ContactChange"
      WHERE "workspaceId" = $1 AND "kind" = $2::"ContactKind" AND "contactId" = $3
        AND ($4::text IS NULL OR "id" < $4)
      ORDER BY "id" DESC LIMIT ${timelinePerPage + 1}`,
    values: [workspaceId, kind, id, before && getChangeBound(before)],
  });
  return rows.map((row) => ({ ...row, time: getIdTime(row.id) }));
}

/**
 * The id below which changes are before a position. A change's id begins with its time. An event's id need not: of
 * changes at the same millisecond as an event, its id decides.
 */
function getChangeBound({ time, id }: TimelinePosition): string {
  const prefix = encodeTime(Math.max(time, 0), 10);
  if (id.startsWith(prefix)) return id;
  return prefix + (id > prefix ? "Z" : "0").repeat(16);
}
