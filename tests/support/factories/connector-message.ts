import type { ConnectorRow } from "@/lib/connectors/rows";
import { prisma } from "@/lib/db/prisma";
import { createIdAt } from "@/lib/ids";
import type { MessageOutcome } from "@/lib/ingestion/outcomes";
import { messagePartitions } from "@/lib/ingestion/retention/mutations";
import { hour } from "@/lib/time";

export type StoredMessage = {
  time: Date;
  outcome: MessageOutcome;
  code: string;
  type: string;
  messageId: string;
  name: string;
  subject: string;
  warnings: string[];
  library: string;
  retryCount: number;
  payload: string;
};

/** Stores a message of the connector as it arrived, and counts it. Returns its id. */
export async function storeConnectorMessage(
  { workspaceId, id: connectorId }: { workspaceId: string } & Pick<ConnectorRow, "id">,
  { time = new Date(), ...fields }: Partial<StoredMessage> = {},
): Promise<string> {
  const id = createIdAt(time.getTime());
  await messagePartitions.createFor([id]);
  const message = {
    outcome: "accepted" as const,
    code: "",
    type: "track",
    messageId: `message-${id}`,
    name: "Report exported",
    subject: "20180",
    warnings: [],
    library: "analytics-node 3.1.0",
    retryCount: 0,
    payload: JSON.stringify({ type: "track", event: "Report exported", userId: "20180" }),
    ...fields,
  };
  await prisma.connectorMessage.create({ data: { workspaceId, connectorId, id, ...message } });
  const { outcome, code } = message;
  const bucketStart = new Date(Math.floor(time.getTime() / hour) * hour);
  const key = { workspaceId, connectorId, bucketStart, outcome, code, slot: 0 };
  await prisma.connectorCount.upsert({
    where: { workspaceId_connectorId_bucketStart_outcome_code_slot: key },
    create: { ...key, messages: 1 },
    update: { messages: { increment: 1 } },
  });
  return id;
}
