import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { UnknownIds } from "@/lib/collector/unknown-ids";
import { lookups } from "@/lib/db/lookups";
import type { MessageSource } from "@/lib/ingestion/message-source";
import { singleton } from "@/lib/singleton";

/** The settings by which a connector's messages are accepted. */
export type ConnectorSettings = {
  enabled: boolean;
  allowsAnyDomain: boolean;
  honorsOptOut: boolean;
  encryptedSecret: Uint8Array | null;
  renamesReservedTraits: boolean;
};

type ConnectorRow = ConnectorSettings & {
  workspaceId: WorkspaceId;
  id: string;
  type: "server" | "browser";
  domains: string[];
  isDeleted: boolean;
  verifiesIdentities: boolean;
};

const unknownHashes: UnknownIds = singleton("unknown write keys", () => new UnknownIds());

/**
 * Finds a connector by the hex SHA-256 of its write key. Only unknown keys are cached: a key is revoked on the next request.
 * The key of a deleted workspace is not unknown: the workspace may be restored.
 */
export async function findSendingConnector(
  hash: string,
): Promise<{ source: MessageSource; connector: ConnectorSettings } | undefined> {
  if (unknownHashes.has(hash)) return undefined;
  const [row] = await lookups.query<ConnectorRow>({
    name: "find-connector",
    text: `
      SELECT c."workspaceId", c."id", c."type", c."enabled", c."domains", c."allowsAnyDomain", c."honorsOptOut",
             c."verifiesIdentities", c."encryptedSecret", c."renamesReservedTraits",
             w."deletedAt" IS NOT NULL AS "isDeleted"
      FROM "Connector" c JOIN "Workspace" w ON w."id" = c."workspaceId"
      WHERE c."keyHash" = decode($1, 'hex')`,
    values: [hash],
  });
  if (!row) unknownHashes.add(hash);
  if (!row || row.isDeleted) return undefined;
  const { workspaceId, id, type, domains, verifiesIdentities, isDeleted: _, ...connector } = row;
  return { source: { workspaceId, id, type, domains, verifiesIdentities }, connector };
}
