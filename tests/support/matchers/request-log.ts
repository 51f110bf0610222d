import { pool } from "@/lib/db/pool";

export type LoggedRow = {
  id: string;
  applicationId: string;
  status: number;
  ipAddress: string;
  path: string;
};

/** Returns the rows that are stored for a workspace, oldest call first. */
export async function readLog(workspaceId: string): Promise<LoggedRow[]> {
  const { rows } = await pool.query<LoggedRow>(
    `SELECT l."id", k."applicationId", k."status", k."ipAddress", l."path"
     FROM "RequestLog" l JOIN "RequestKind" k ON k."workspaceId" = l."workspaceId" AND k."id" = l."kindId"
     WHERE l."workspaceId" = $1 ORDER BY l."id"`,
    [workspaceId],
  );
  return rows;
}
