import type { WorkspaceId } from "@/lib/auth/actor";
import { createConnector } from "@/lib/connectors/mutations";
import type { ConnectorRow } from "@/lib/connectors/rows";
import type { NewConnector } from "@/lib/connectors/schema";
import { createId } from "@/lib/ids";
import { usedKeys } from "./application";
import { createWorkspaceOf } from "./people";

export type TestConnector = {
  workspaceId: WorkspaceId;
  personId: string;
  connector: ConnectorRow;
  writeKey: string;
};

/** Creates a connector for servers with a name of its own, in a new workspace unless one is given. */
export async function createConnectorIn(
  workspace?: { workspaceId: WorkspaceId; personId: string },
  fields: Partial<NewConnector> = {},
): Promise<TestConnector> {
  const { workspaceId, personId } = workspace ?? (await createOwner());
  const { connector, writeKey } = await createConnector(workspaceId, personId, {
    name: `Connector ${createId()}`,
    type: "server",
    domains: [],
    allowsAnyDomain: false,
    honorsOptOut: true,
    ...fields,
  });
  if (connector.type === "server") usedKeys.push(writeKey);
  return { workspaceId, personId, connector, writeKey };
}

async function createOwner() {
  const { workspaceId, actors } = await createWorkspaceOf("owner");
  return { workspaceId, personId: actors[0]?.personId ?? "" };
}
