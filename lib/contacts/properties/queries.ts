import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import type { Property } from "@/lib/contacts/schema/property";
import { lookups } from "@/lib/db/lookups";
import { omitNulls } from "@/lib/db/omit-nulls";

/** The properties of one kind of contact, by name. */
export async function listProperties(workspaceId: WorkspaceId, kind: ContactKind): Promise<Property[]> {
  const rows = await lookups.query<Property>({
    name: "list-properties",
    text: `
      SELECT p."name", p."label", p."isComputed",
             CASE WHEN g."id" IS NOT NULL THEN json_build_object('id', g."id", 'name', g."name") END AS "group"
      FROM "Property" p
      LEFT JOIN "Group" g ON g."workspaceId" = p."workspaceId" AND g."id" = p."groupId"
      WHERE p."workspaceId" = $1 AND p."kind" = $2::"ContactKind" ORDER BY p."name"`,
    values: [workspaceId, kind],
  });
  return rows.map(omitNulls);
}
