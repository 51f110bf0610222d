import type { Transaction } from "@/lib/db/prisma";
import { getIdTime } from "@/lib/ids";
import type { MessageType } from "@/lib/ingestion/message";
import type {
  ExclusionReason,
  MessageOutcome,
  MessageWarning,
  RejectionReason,
} from "@/lib/ingestion/outcomes";
import { messagePartitions } from "@/lib/ingestion/retention/mutations";
import { writeKeyPrefix } from "@/lib/keys/mask";
import { createKey } from "@/lib/keys/secret";
import { foldName } from "@/lib/text/display-name";
import { day, hour, minute } from "@/lib/time";
import type { Generator } from "./seed-generator";

const connectors = [
  {
    name: "Billing service",
    type: "server",
    domains: [],
    library: "analytics-node 3.1.0",
    days: 41,
    by: "owner",
    messages: 90,
  },
  {
    name: "Marketing website",
    type: "browser",
    domains: ["fieldnote.example"],
    library: "analytics.js npm:next-1.84.3",
    days: 30,
    by: "admin",
    messages: 160,
  },
] as const;
type SeedConnector = (typeof connectors)[number];

type SeedMessage = {
  type: MessageType;
  name: string;
  outcome?: MessageOutcome;
  code?: RejectionReason | ExclusionReason;
  warnings?: MessageWarning[];
  content?: object;
};

/** Picked at random: a repeated message is more frequent. */
const messages: Record<SeedConnector["type"], SeedMessage[]> = {
  server: [
    { type: "track", name: "Invoice paid", content: { properties: { amount: 240, currency: "EUR" } } },
    { type: "track", name: "Invoice paid", content: { properties: { amount: 90, currency: "EUR" } } },
    { type: "track", name: "Seat added", content: { properties: { seats: 4 } } },
    { type: "identify", name: "", content: { traits: { plan: "Business" } } },
    { type: "group", name: "acc-1001", content: { groupId: "acc-1001", traits: { seats: 12 } } },
    { type: "track", name: "Invoice paid", outcome: "duplicate" },
    { type: "identify", name: "", warnings: ["invalid_email"], content: { traits: { email: "n/a" } } },
  ],
  browser: [
    { type: "page", name: "Pricing", content: { properties: { url: "https://fieldnote.example/pricing" } } },
    { type: "page", name: "Home", content: { properties: { url: "https://fieldnote.example/" } } },
    { type: "page", name: "Docs", content: { properties: { url: "https://fieldnote.example/docs" } } },
    { type: "track", name: "Trial started", content: { properties: { plan: "Team" } } },
    { type: "identify", name: "", warnings: ["anonymous_traits"], content: { traits: { theme: "dark" } } },
    { type: "page", name: "Pricing", outcome: "excluded", code: "opted_out" },
    { type: "track", name: "", outcome: "rejected", code: "missing_event" },
  ],
};

/** Two connectors with some days of messages, and their counts. */
export async function seedConnectors(
  transaction: Transaction,
  make: Generator,
  workspaceId: string,
  people: { owner: string; admin: string },
): Promise<void> {
  for (const connector of connectors) {
    const { name, type, domains, days, by } = connector;
    const createdAt = make.ago(days * day);
    const id = make.id(createdAt.getTime());
    const rows = createMessages(make, connector).map((row) => ({ ...row, workspaceId, connectorId: id }));
    const accepted = rows.filter(({ outcome }) => outcome === "accepted").at(-1);
    const { key, hash: keyHash, hint: keyHint } = createKey(writeKeyPrefix);
    await transaction.connector.create({
      data: {
        ...{ workspaceId, id, name, foldedName: foldName(name), type, keyHash, keyHint, createdAt },
        domains: [...domains],
        publicKey: type === "browser" ? key : null,
        createdById: people[by],
        lastMessageAt: accepted ? getIdTime(accepted.id) : null,
      },
    });
    // Outside of the transaction: a partition is created in one of its own, before the rows.
    await messagePartitions.createFor(rows.map((row) => row.id));
    // Messages outlive the workspace, and the same time gives the same ids.
    await transaction.connectorMessage.createMany({ data: rows, skipDuplicates: true });
    await transaction.connectorCount.createMany({ data: countByHour(rows), skipDuplicates: true });
  }
}

/** Over six days, oldest first. */
function createMessages(make: Generator, { type, library, messages: count }: SeedConnector) {
  const times = Array.from({ length: count }, () =>
    make.ago(4 * minute + make.random() ** 1.5 * 6 * day).getTime(),
  ).sort((a, b) => a - b);
  return times.map((time) => {
    const { content, outcome = "accepted", code = "", warnings = [], ...message } = make.pick(messages[type]);
    const id = make.id(time);
    const subject = type === "server" ? `user-${make.integer(1, 40)}` : `anon-${make.integer(100, 180)}`;
    const messageId = `${type === "server" ? "node" : "ajs"}-next-${id.toLowerCase()}`;
    const sent = {
      type: message.type,
      ...(message.type === "track" && message.name && { event: message.name }),
      ...(message.type === "page" && { name: message.name }),
      [type === "server" ? "userId" : "anonymousId"]: subject,
      messageId,
      ...content,
    };
    const payload = JSON.stringify(sent);
    return { ...message, id, outcome, code, warnings, subject, messageId, library, retryCount: 0, payload };
  });
}

type SeedRow = ReturnType<typeof createMessages>[number] & { workspaceId: string; connectorId: string };

function countByHour(rows: readonly SeedRow[]) {
  const counts = new Map<string, ReturnType<typeof toCount>>();
  for (const row of rows) {
    const count = toCount(row);
    const key = `${count.bucketStart.getTime()} ${count.outcome} ${count.code}`;
    counts.set(key, { ...count, messages: (counts.get(key)?.messages ?? 0) + 1 });
  }
  return [...counts.values()];
}

function toCount({ workspaceId, connectorId, id, outcome, code }: SeedRow) {
  const bucketStart = new Date(Math.floor(getIdTime(id).getTime() / hour) * hour);
  return { workspaceId, connectorId, bucketStart, outcome, code, slot: 0, messages: 1 };
}
