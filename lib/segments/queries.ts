import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { ContactKind } from "@/lib/contacts/schema";
import { lookups } from "@/lib/db/lookups";
import type { Segment } from "@/lib/segments/schema";

/** The segments of one kind of contact, by name. */
export function listSegments(workspaceId: WorkspaceId, kind: ContactKind): Promise<Segment[]> {
  return lookups.query<Segment>({
    name: "list-segments",
    text: `
      SELECT "id", "name" FROM "Segment"
      WHERE "workspaceId" = $1 AND "kind" = $2::"ContactKind" ORDER BY "name"`,
    values: [workspaceId, kind],
  });
}
