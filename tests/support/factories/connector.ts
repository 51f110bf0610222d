import type { WorkspaceId } from "@/lib/auth/actor";
import { createConnector, updateConnector } from "@/lib/connectors/mutations";
import type { ConnectorRow, SavedConnector } from "@/lib/connectors/rows";
import type { ConnectorEdit, NewConnector } from "@/lib/connectors/schema";
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
    renamesReservedTraits: false,
    ...fields,
  });
  if (connector.type === "server") usedKeys.push(writeKey);
  return { workspaceId, personId, connector, writeKey };
}

/** Saves an edit of the connector as it was created, or as a later edit left it. */
export function editConnector(
  { workspaceId, personId, connector }: Omit<TestConnector, "writeKey">,
  change: Partial<ConnectorEdit>,
): Promise<SavedConnector> {
  const { id, version, name, enabled, renamesReservedTraits, verifiesIdentities } = connector;
  const { domains, allowsAnyDomain, honorsOptOut } = connector;
  return updateConnector(workspaceId, personId, {
    ...{ id, version, name, enabled, renamesReservedTraits, verifiesIdentities },
    ...{ domains, allowsAnyDomain, honorsOptOut, from: { verifiesIdentities }, ...change },
  });
}

/** Turns identity verification on. Returns the secret that the screen shows once. */
export async function turnVerificationOn(created: Omit<TestConnector, "writeKey">) {
  const { connector, secret } = await editConnector(created, { verifiesIdentities: true });
  if (secret === null) throw new Error("Turning verification on issued no secret.");
  return { connector, secret };
}

async function createOwner() {
  const { workspaceId, actors } = await createWorkspaceOf("owner");
  return { workspaceId, personId: actors[0]?.personId ?? "" };
}
