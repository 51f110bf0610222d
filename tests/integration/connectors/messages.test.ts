import { describe, expect, it, test } from "vitest";
import { listAuditEntries } from "@/lib/audit/queries";
import type { Actor } from "@/lib/auth/actor";
import type { RoleName } from "@/lib/auth/permissions";
import { countMessages, getMessage, listMessages } from "@/lib/connectors/messages/queries";
import { type MessageFilter, noMessageFilter } from "@/lib/connectors/messages/rows";
import { pollMessages, viewMessage, viewMessages } from "@/lib/connectors/messages/view";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
import { day, hour, minute } from "@/lib/time";
import { createConnectorIn } from "@/tests/support/factories/connector";
import { type StoredMessage, storeConnectorMessage } from "@/tests/support/factories/connector-message";
import { createWorkspaceOf } from "@/tests/support/factories/people";

describe("the list of messages", () => {
  it("has the newest first, in pages without gaps or repetitions", async () => {
    const { store, list } = await createDebugger();
    const now = Date.now();
    const ids: string[] = [];
    for (let index = 0; index < 7; index += 1)
      ids.unshift(await store({ time: new Date(now - 2 * day + index * 8 * hour) }));
    const read: string[] = [];
    let before: string | undefined;
    do {
      const { rows, next } = await list({}, { before, limit: 3 });
      read.push(...rows.map(({ id }) => id));
      before = next ?? undefined;
    } while (before);
    expect(read).toEqual(ids);
  });

  it("filters by outcome, reason, type, and the exact message id or user", async () => {
    const { store, list } = await createDebugger();
    const rejected = { outcome: "rejected", code: "missing_id", type: "identify" } as const;
    const ids = {
      accepted: await store({ subject: "ada" }),
      rejected: await store({ ...rejected, messageId: "m-1" }),
      excluded: await store({ outcome: "excluded", code: "opted_out", type: "page", subject: "ada" }),
    };
    const find = async (filter: Partial<MessageFilter>) => (await list(filter)).rows.map(({ id }) => id);
    expect(await find({ outcome: "rejected" })).toEqual([ids.rejected]);
    expect(await find({ reason: "opted_out" })).toEqual([ids.excluded]);
    expect(await find({ type: "track" })).toEqual([ids.accepted]);
    expect(await find({ search: "m-1" })).toEqual([ids.rejected]);
    expect(await find({ search: "ada" })).toEqual([ids.excluded, ids.accepted]);
    expect(await find({ search: "ad" })).toEqual([]);
    expect(await find({ search: "ada", outcome: "accepted" })).toEqual([ids.accepted]);
  });

  it("stops after 10,000 messages that a filter does not match, and continues from there", async () => {
    const { store, list, workspaceId } = await createDebugger();
    const now = Date.now();
    const rejected = await store({
      outcome: "rejected",
      code: "missing_id",
      time: new Date(now - 10 * minute),
    });
    const id = await store({ time: new Date(now) });
    // Ids that follow each other, all newer than the rejected message.
    await prisma.$executeRaw`
      INSERT INTO "ConnectorMessage"
      SELECT m."workspaceId", m."connectorId", left(m."id", 20) || lpad(n::text, 6, '0'), m."outcome", m."code", m."type",
             m."messageId", m."name", m."subject", m."warnings", m."library", m."retryCount", m."payload"
      FROM "ConnectorMessage" m, generate_series(1, 10000) n
      WHERE m."workspaceId" = ${workspaceId} AND m."id" = ${id}`;
    const first = await list({ outcome: "rejected" });
    expect(first).toMatchObject({ rows: [], next: expect.any(String), searchedTo: expect.any(Date) });
    const second = await list({ outcome: "rejected" }, { before: first.next ?? undefined });
    expect(second).toMatchObject({ rows: [{ id: rejected }], next: null, searchedTo: null });
  });

  it("ends with the retention of the request log", async () => {
    const { workspaceId, store, list, connector } = await createDebugger();
    await prisma.workspace.update({ where: { id: workspaceId }, data: { logDays: 7 } });
    const kept = await store({ time: new Date(Date.now() - 6 * day) });
    const expired = await store({ time: new Date(Date.now() - 8 * day) });
    expect((await list({})).rows.map(({ id }) => id)).toEqual([kept]);
    await expect(getMessage(workspaceId, connector.id, expired)).rejects.toMatchObject({ code: "not_found" });
  });

  it("has no message of another connector or workspace", async () => {
    const { store, connector, workspaceId } = await createDebugger();
    const id = await store({});
    const other = await createDebugger();
    expect((await listMessages(other.workspaceId, connector.id, noMessageFilter)).rows).toEqual([]);
    expect((await other.list({})).rows).toEqual([]);
    for (const [workspace, source] of [
      [other.workspaceId, connector.id],
      [workspaceId, other.connector.id],
    ] as const)
      await expect(getMessage(workspace, source, id)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("a member without access to values", () => {
  it("sees no user, no account and no value of a payload", async () => {
    const { store, connector, actor } = await createDebugger("member");
    const payload = JSON.stringify({ type: "group", groupId: "acme", traits: { plan: "pro" } });
    const id = await store({ type: "group", name: "acme", subject: "ada", payload });
    const { rows } = await viewMessages(actor, connector.id, noMessageFilter);
    expect(rows).toMatchObject([{ name: "•••", subject: "•••" }]);
    const view = await viewMessage(actor, connector.id, id, { reveal: false });
    expect(view).toMatchObject({ masked: true, mayReveal: false, name: "•••", subject: "•••" });
    expect(JSON.parse(view.payload)).toEqual({ type: "group", groupId: "•••", traits: { plan: "•••" } });
    await expect(viewMessage(actor, connector.id, id, { reveal: true })).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  it("finds messages by their id, and none by a user", async () => {
    const { store, connector, actor } = await createDebugger("member");
    await store({ subject: "ada", messageId: "m-1" });
    const search = async (text: string) =>
      (await viewMessages(actor, connector.id, { ...noMessageFilter, search: text })).rows.length;
    expect(await search("ada")).toBe(0);
    expect(await search("m-1")).toBe(1);
    const poll = await pollMessages(
      actor,
      connector.id,
      { ...noMessageFilter, search: "ada" },
      { polledAt: Date.now(), range: null },
    );
    expect(poll.rows).toEqual([]);
  });
});

test("masks the values of a payload until they are revealed, which the audit log records once", async () => {
  const { store, connector, actor, workspaceId } = await createDebugger("admin");
  const payload = '{"type":"track","event":"Paid","properties":{"amount":12},"userId":"ada"}';
  const id = await store({ payload, warnings: ["invalid_email"], retryCount: 2, subject: "ada" });
  const masked = await viewMessage(actor, connector.id, id, { reveal: false });
  expect(masked).toMatchObject({ masked: true, mayReveal: true, subject: "ada", retryCount: 2 });
  expect(JSON.parse(masked.payload)).toMatchObject({ event: "Paid", properties: { amount: "••• number" } });
  for (let time = 0; time < 2; time += 1)
    expect(await viewMessage(actor, connector.id, id, { reveal: true })).toMatchObject({
      masked: false,
      payload,
    });
  const { rows } = await listAuditEntries(workspaceId, { action: "connector.view" });
  expect(rows).toMatchObject([{ subject: connector.name, subjectId: connector.id }]);
});

test("masks a payload that was cut", async () => {
  const { store, connector, actor } = await createDebugger("member");
  const id = await store({ payload: '{"type":"track","properties":{"plan":"who","seats":"wh' });
  const { payload } = await viewMessage(actor, connector.id, id, { reveal: false });
  expect(JSON.parse(payload)).toEqual({ type: "track", properties: { plan: "•••" } });
});

describe("a poll", () => {
  it("returns messages that were stored since the last one, also with a smaller id", async () => {
    const { store, connector, actor } = await createDebugger();
    const poll = (polledAt: number) =>
      pollMessages(actor, connector.id, noMessageFilter, { polledAt, range: null });
    await store({ time: new Date(Date.now() - 5 * minute) });
    const first = await poll(Date.now());
    expect(first).toMatchObject({ rows: [], isGap: false, volume: null });
    const id = await store({ time: new Date(first.polledAt - 100) });
    expect((await poll(first.polledAt)).rows.map((row) => row.id)).toEqual([id]);
  });

  it("reports a gap when more messages arrived than it returns", async () => {
    const { store, connector, actor } = await createDebugger();
    const id = await store({});
    const stored = await prisma.connectorMessage.findFirstOrThrow({ where: { id } });
    const copies = Array.from({ length: 200 }, () => ({ ...stored, id: createId() }));
    await prisma.connectorMessage.createMany({ data: copies });
    const filter = { ...noMessageFilter, type: "track" as const };
    const poll = await pollMessages(actor, connector.id, filter, { polledAt: Date.now(), range: null });
    expect([poll.rows.length, poll.isGap]).toEqual([200, true]);
  });

  it("returns counts when asked", async () => {
    const { store, connector, actor } = await createDebugger();
    await store({ outcome: "rejected", code: "missing_id" });
    const last = { polledAt: Date.now(), range: "1h" as const };
    const { volume } = await pollMessages(actor, connector.id, noMessageFilter, last);
    expect(volume?.reasons).toEqual([{ outcome: "rejected", code: "missing_id", messages: 1 }]);
  });
});

test("counts messages by hour, outcome and reason over all slots", async () => {
  const { workspaceId, connector } = await createDebugger();
  const now = new Date("2026-11-20T10:30:00Z");
  const count = (time: string, outcome: StoredMessage["outcome"], code: string, slot: number) => ({
    ...{ workspaceId, connectorId: connector.id, bucketStart: new Date(time), outcome, code, slot },
    messages: 10,
  });
  await prisma.connectorCount.createMany({
    data: [
      count("2026-11-20T10:00:00Z", "accepted", "", 0),
      count("2026-11-20T10:00:00Z", "accepted", "", 5),
      count("2026-11-19T10:00:00Z", "rejected", "missing_id", 1),
      count("2026-11-20T09:00:00Z", "rejected", "key_disabled", 1),
      count("2026-11-20T08:00:00Z", "rejected", "key_disabled", 2),
      count("2026-11-19T09:00:00Z", "accepted", "", 0),
    ],
  });
  const volume = await countMessages(workspaceId, connector.id, "24h", now);
  expect(volume.from).toEqual(new Date("2026-11-19T10:00:00Z"));
  expect(volume.bars).toHaveLength(25);
  expect(volume.bars.at(0)).toMatchObject({ accepted: 0, rejected: 10 });
  expect(volume.bars.at(-1)).toMatchObject({ accepted: 20, rejected: 0 });
  expect(volume.reasons).toEqual([
    { outcome: "rejected", code: "key_disabled", messages: 20 },
    { outcome: "rejected", code: "missing_id", messages: 10 },
  ]);
  expect((await countMessages(workspaceId, connector.id, "1h", now)).bars).toHaveLength(2);
  expect((await countMessages(workspaceId, connector.id, "7d", now)).bars[27]).toMatchObject({ accepted: 0 });
});

async function createDebugger(role: RoleName = "admin") {
  const { workspaceId, actors } = await createWorkspaceOf(role);
  const [actor] = actors as [Actor];
  const { connector } = await createConnectorIn({ workspaceId, personId: actor.personId });
  return {
    ...{ workspaceId, actor, connector },
    store: (fields: Partial<StoredMessage>) =>
      storeConnectorMessage({ workspaceId, id: connector.id }, fields),
    list: (filter: Partial<MessageFilter>, page?: { before?: string | undefined; limit?: number }) =>
      listMessages(workspaceId, connector.id, { ...noMessageFilter, ...filter }, page),
  };
}
