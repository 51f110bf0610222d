import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { lookups } from "@/lib/db/lookups";
import type { MessageSource } from "@/lib/ingestion/message-source";

/** The settings by which a connector's messages are accepted. */
export type ConnectorSettings = {
  enabled: boolean;
  allowsAnyDomain: boolean;
  honorsOptOut: boolean;
};

type ConnectorRow = ConnectorSettings & {
  workspaceId: WorkspaceId;
  id: string;
  type: "server" | "browser";
  domains: string[];
};

/** Finds a connector by the hex SHA-256 of its write key. Not cached: what revokes a key takes effect on the next request. */
export async function findSendingConnector(
  hash: string,
): Promise<{ source: MessageSource; connector: ConnectorSettings } | undefined> {
  const [row] = await lookups.query<ConnectorRow>({
    name: "find-connector",
    text: `
      SELECT c."workspaceId", c."id", c."type", c."enabled", c."domains", c."allowsAnyDomain", c."honorsOptOut"
      FROM "Connector" c JOIN "Workspace" w ON w."id" = c."workspaceId"
      WHERE c."keyHash" = decode($1, 'hex') AND w."deletedAt" IS NULL`,
    values: [hash],
  });
  if (!row) return undefined;
  const { workspaceId, id, type, domains, ...connector } = row;
  return { source: { workspaceId, id, type, domains }, connector };
}
