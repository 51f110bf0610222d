import { expect, it } from "vitest";
import { pool } from "@/lib/db/pool";
import { AppError } from "@/lib/errors";
import { fairQueue } from "@/lib/http/fair-queue";
import { createId } from "@/lib/ids";
import { connectorCounters } from "@/lib/ingestion/counters";
import { storeMessages } from "@/lib/ingestion/effects/store-messages";
import type { ReadMessage } from "@/lib/ingestion/message";
import { messagePartitions } from "@/lib/ingestion/retention/mutations";
import { createClient } from "@/tests/support/factories/api-client";
import { createSender, type Sender, toSender } from "@/tests/support/factories/sender";
import { readSentBatch } from "@/tests/support/factories/sent-messages";

const request = { client: "192.0.2.1", retryCount: 0 };
const track = (more: object = {}) => ({
  type: "track",
  userId: "u1",
  event: "Paid",
  messageId: createId(),
  ...more,
});
const outcomesOf = (results: readonly { outcome: string }[]) => results.map(({ outcome }) => outcome);

async function countEvents({ read }: Pick<Sender, "read">): Promise<number> {
  return (await read(`SELECT FROM "Event" WHERE "workspaceId" = $1`)).length;
}

function readCounts({ read }: Sender) {
  return read<{ outcome: string; code: string; n: number }>(
    `SELECT "outcome", "code", sum("messages")::int AS "n" FROM "ConnectorCount" WHERE "workspaceId" = $1
     GROUP BY 1, 2 ORDER BY 1, 2`,
  );
}

it("stores the same batch once if it arrives eight times at the same time", async () => {
  const sender = await createSender();
  const batch = Array.from({ length: 50 }, (_, index) => track({ userId: `u${index % 7}` }));
  const results = await Promise.all(Array.from({ length: 8 }, () => sender.send(batch)));
  for (const index of batch.keys())
    expect(results.map((one) => one[index]?.outcome).toSorted()).toEqual([
      "accepted",
      ...Array(7).fill("duplicate"),
    ]);
  expect(await countEvents(sender)).toBe(50);
  expect(await readCounts(sender)).toEqual([
    { outcome: "accepted", code: "", n: 50 },
    { outcome: "duplicate", code: "", n: 350 },
  ]);
});

it("stores a message once that two overlapping batches send at the same time", async () => {
  const sender = await createSender();
  const [a, b, c] = [track(), track(), track()];
  await Promise.all([sender.send([a, b]), sender.send([c, b, a])]);
  expect(await countEvents(sender)).toBe(3);
});

it("an old identify that is sent again does not bring its traits back", async () => {
  const { client, send } = await createSender();
  const old = { type: "identify", messageId: "old", userId: "u1", traits: { plan: "Free" } };
  await send([old, { type: "identify", userId: "u1", traits: { plan: "Pro" } }]);
  expect(outcomesOf(await send([old]))).toEqual(["duplicate"]);
  expect((await client.get("/users/u1")).properties).toEqual({ plan: "Pro" });
});

it("keeps the same ids of two connectors and of two workspaces apart", async () => {
  const sender = await createSender();
  const senders = [sender, await createSender("server", sender.client), await createSender()];
  const batch = [
    { type: "identify", messageId: "m1", userId: "u1", anonymousId: "d1" },
    { type: "track", messageId: "m2", anonymousId: "d1", event: "Paid" },
  ];
  for (const { send } of senders) expect(outcomesOf(await send(batch))).toEqual(["accepted", "accepted"]);
  expect(await Promise.all(senders.map(countEvents))).toEqual([2, 2, 1]);
});

it("stores more than 100 messages in their order", async () => {
  const { client, send } = await createSender();
  const messages = Array.from({ length: 250 }, (_, index) => ({
    ...{ type: "identify", userId: "u1", traits: { step: index } },
  }));
  const results = await send(messages);
  expect(results.map(({ index }) => index)).toEqual([...messages.keys()]);
  expect((await client.get("/users/u1")).properties).toEqual({ step: 249 });
});

it("keeps every message for the debugger: without secrets, with its outcome and warnings", async () => {
  const sender = await createSender();
  const password = "hunter2";
  const paid = track({
    properties: { password, amount: 3 },
    context: { library: { name: "lib", version: "1" } },
  });
  await sender.send(
    [
      paid,
      paid,
      track({ integrations: { All: false } }),
      track({ event: "" }),
      { type: "identify", userId: "u1", traits: { email: "none" } },
      track({ properties: { text: "x".repeat(20_000) } }),
    ],
    { retryCount: 3 },
  );
  const rows = await sender.read<{ payload: string }>(
    `SELECT "outcome", "code", "type", "name", "subject", "warnings", "library", "retryCount", "payload"
     FROM "ConnectorMessage" WHERE "workspaceId" = $1 ORDER BY "id"`,
  );
  const common = {
    subject: "u1",
    warnings: [],
    library: "",
    retryCount: 3,
    code: "",
    type: "track",
    name: "Paid",
  };
  expect(rows).toMatchObject([
    { ...common, outcome: "accepted", library: "lib 1" },
    { ...common, outcome: "duplicate", library: "lib 1" },
    { ...common, outcome: "excluded", code: "integrations" },
    { ...common, outcome: "rejected", code: "missing_event", name: "" },
    { ...common, outcome: "accepted", type: "identify", name: "", warnings: ["invalid_email"] },
    { ...common, outcome: "accepted", warnings: expect.any(Array) },
  ]);
  expect(JSON.parse(rows[0]?.payload ?? "").properties).toEqual({ password: "[masked]", amount: 3 });
  expect(rows[5]?.payload).toHaveLength(16_384);
  expect(JSON.stringify(rows)).not.toContain(password);
  expect(await readCounts(sender)).toEqual([
    { outcome: "accepted", code: "", n: 3 },
    { outcome: "duplicate", code: "", n: 1 },
    { outcome: "excluded", code: "integrations", n: 1 },
    { outcome: "rejected", code: "missing_event", n: 1 },
  ]);
});

it("updates when the connector accepted a message, but not for a rejected one", async () => {
  const { send, read } = await createSender();
  const readLast = async () => {
    const [row] = await read<{ lastMessageAt: Date | null }>(
      `SELECT "lastMessageAt" FROM "Connector" WHERE "workspaceId" = $1`,
    );
    return row?.lastMessageAt;
  };
  await send([track({ event: "" })]);
  expect(await readLast()).toBeNull();
  const before = Date.now();
  await send([track()]);
  expect((await readLast())?.getTime()).toBeGreaterThanOrEqual(before);
});

it("keeps no rows and counts of messages that an application sends", async () => {
  const client = await createClient();
  const source = {
    workspaceId: client.workspaceId,
    id: createId(),
    type: "application",
    domains: [],
    verifiesIdentities: false,
  } as const;
  const sender = toSender(client, source);
  const message = track();
  expect(outcomesOf(await sender.send([message, track({ event: "" })]))).toEqual(["accepted", "rejected"]);
  expect(outcomesOf(await sender.send([message]))).toEqual(["duplicate"]);
  expect(await sender.read(`SELECT FROM "ConnectorMessage" WHERE "workspaceId" = $1`)).toEqual([]);
  expect(await readCounts(sender)).toEqual([]);
});

/** Messages that the reader would repair, so that PostgreSQL rejects them. */
function poison(message: ReadMessage | undefined, change: "name" | "metadata"): ReadMessage {
  if (message?.effect?.type !== "activity") throw new Error("Only an activity can be poisoned.");
  const effect =
    change === "name"
      ? { ...message.effect, name: "\0" }
      : { ...message.effect, metadata: new Map([["text", "\0"]]) };
  return { ...message, effect } as ReadMessage;
}

it.each(["name", "metadata"] as const)(
  "rejects only the messages whose %s the database rejects, and stores the others in their order",
  async (change) => {
    const sender = await createSender();
    const messages = readSentBatch(
      Array.from({ length: 20 }, (_, index) =>
        index % 2 === 0
          ? { type: "identify", userId: "u1", traits: { step: index } }
          : track({ userId: `u${index}` }),
      ),
    );
    const sent = messages.map((message, index) =>
      [3, 11].includes(index) ? poison(message, change) : message,
    );
    const results = await storeMessages(sender.source, sent, request);
    expect(results.filter(({ outcome }) => outcome !== "accepted")).toMatchObject([
      { index: 3, outcome: "rejected", reason: "not_storable" },
      { index: 11, outcome: "rejected", reason: "not_storable" },
    ]);
    expect(await countEvents(sender)).toBe(8);
    expect((await sender.client.get("/users/u1")).properties).toEqual({ step: 18 });
    expect((await sender.client.send("GET", "/users/u3")).status).toBe(404);
    expect(await readCounts(sender)).toEqual([
      { outcome: "accepted", code: "", n: 18 },
      { outcome: "rejected", code: "not_storable", n: 2 },
    ]);
    // Its id is free: the corrected message is no duplicate.
    expect(outcomesOf(await storeMessages(sender.source, messages.slice(3, 4), request))).toEqual([
      "accepted",
    ]);
  },
);

it("rejects a message that would make its contact too large, and stores the others", async () => {
  const { client, send } = await createSender();
  const text = "x".repeat(8_000);
  const traits = (from: number) =>
    Object.fromEntries(Array.from({ length: 3 }, (_, index) => [`p${from + index}`, text]));
  const results = await send([
    ...[0, 3, 6, 9, 12].map((from) => ({ type: "identify", userId: "u1", traits: traits(from) })),
    { type: "identify", userId: "u1", traits: { plan: "Pro" } },
  ]);
  expect(results.map(({ reason }) => reason)).toEqual([null, null, null, null, "contact_too_large", null]);
  const { properties } = await client.get("/users/u1");
  expect(Object.keys(properties)).toHaveLength(13);
});

it("creates a missing partition of the debugger's rows", async () => {
  const sender = await createSender();
  for (const { name } of await messagePartitions.list(pool)) await pool.query(`DROP TABLE "${name}"`);
  expect(outcomesOf(await sender.send([track(), track()]))).toEqual(["accepted", "accepted"]);
  expect(await sender.read(`SELECT FROM "ConnectorMessage" WHERE "workspaceId" = $1`)).toHaveLength(2);
  expect(await countEvents(sender)).toBe(2);
});

it("rejects messages whose key was revoked while they waited", async () => {
  const sender = await createSender();
  let free: () => void = () => undefined;
  const isFree = new Promise<void>((resolve) => {
    free = resolve;
  });
  const running = Array.from({ length: 5 }, () =>
    fairQueue.run(`${sender.source.workspaceId} connectors`, () => isFree),
  );
  const revoked = new AppError("unauthorized", "The key was revoked.");
  const authorize = () => {
    throw revoked;
  };
  const sent = sender.send([track()], { authorize });
  free();
  await expect(sent).rejects.toBe(revoked);
  await Promise.all(running);
  expect(await countEvents(sender)).toBe(0);
  expect(outcomesOf(await sender.send([track()], { authorize }))).toEqual(["accepted"]);
});

it("adds whole rejected and excluded requests to the counts", async () => {
  const sender = await createSender();
  for (let n = 0; n < 3; n += 1) connectorCounters.countRejected(sender.source, "foreign_domain");
  connectorCounters.countExcluded(sender.source, "bot");
  await connectorCounters.flush();
  connectorCounters.countExcluded(sender.source, "bot");
  await connectorCounters.flush();
  expect(await readCounts(sender)).toEqual([
    { outcome: "excluded", code: "bot", n: 2 },
    { outcome: "rejected", code: "foreign_domain", n: 3 },
  ]);
});
