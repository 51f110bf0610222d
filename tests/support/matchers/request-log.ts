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
    `SELECT l."id", d."applicationId", d."status", d."ipAddress", l."path"
     FROM "RequestLog" l JOIN "RequestDimension" d ON d."workspaceId" = l."workspaceId" AND d."id" = l."dimensionId"
     WHERE l."workspaceId" = $1 ORDER BY l."id"`,
    [workspaceId],
  );
  return rows;
}
