import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { ContactKind } from "@/lib/contacts/schema";
import { pool } from "@/lib/db/pool";
import type { Segment } from "@/lib/segments/schema";

/** The segments of one kind of contact, by name. */
export async function listSegments(workspaceId: WorkspaceId, kind: ContactKind): Promise<Segment[]> {
  const { rows } = await pool.query<Segment>({
    name: "list-segments",
    text: `
      SELECT "id", "name" FROM "Segment"
      WHERE "workspaceId" = $1 AND "kind" = $2::"ContactKind" ORDER BY "name"`,
    values: [workspaceId, kind],
  });
  return rows;
}
