import type { ConnectorRow } from "@/lib/connectors/rows";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { createIdAt, getMinId } from "@/lib/ids";
import type { MessageOutcome } from "@/lib/ingestion/outcomes";
import { day, hour } from "@/lib/time";

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
  await createMessagePartition(time);
  const id = createIdAt(time.getTime());
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

async function createMessagePartition(time: Date): Promise<void> {
  const start = new Date(Math.floor(time.getTime() / day) * day);
  const name = `ConnectorMessage_${start.toISOString().slice(0, 10).replaceAll("-", "")}`;
  const { rowCount } = await pool.query("SELECT FROM pg_class WHERE relname = $1", [name]);
  if (rowCount) return;
  const [from, to] = [getMinId(start), getMinId(new Date(start.getTime() + day))];
  await pool.query(
    `CREATE TABLE IF NOT EXISTS "${name}" PARTITION OF "ConnectorMessage" FOR VALUES FROM ('${from}') TO ('${to}')`,
  );
}
