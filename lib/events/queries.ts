import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { lookups } from "@/lib/db/lookups";
import { omitNulls } from "@/lib/db/omit-nulls";
import type { EventDefinition } from "@/lib/events/schema";

/** The events that are known by now, by name. */
export async function listEventDefinitions(workspaceId: WorkspaceId): Promise<EventDefinition[]> {
  const rows = await lookups.query<EventDefinition>({
    name: "list-event-definitions",
    text: `
      SELECT e."id", e."name",
             CASE WHEN g."id" IS NOT NULL THEN json_build_object('id', g."id", 'name', g."name") END AS "group"
      FROM "EventDefinition" e
      LEFT JOIN "Group" g ON g."workspaceId" = e."workspaceId" AND g."id" = e."groupId"
      WHERE e."workspaceId" = $1 ORDER BY e."name"`,
    values: [workspaceId],
  });
  return rows.map(omitNulls);
}
