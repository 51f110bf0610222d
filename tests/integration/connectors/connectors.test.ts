import { describe, expect, it, test } from "vitest";
import { listAuditEntries } from "@/lib/audit/queries";
import { deleteConnector, regenerateWriteKey } from "@/lib/connectors/mutations";
import { findConnector, getConnector, listConnectors } from "@/lib/connectors/queries";
import type { ConnectorRow } from "@/lib/connectors/rows";
import type { ConnectorEdit } from "@/lib/connectors/schema";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
import { findSendingConnector } from "@/lib/ingestion/queries";
import { isWellFormedKey } from "@/lib/keys/schema";
import { hashKey } from "@/lib/keys/secret";
import { foldName } from "@/lib/text/display-name";
import { hour } from "@/lib/time";
import { createConnectorIn, editConnector, type TestConnector } from "@/tests/support/factories/connector";
import { createWorkspaceOf } from "@/tests/support/factories/people";
import { findTablesWith } from "@/tests/support/matchers/search-database";

const browser = { type: "browser" as const, domains: ["acme.com"] };

describe("a write key", () => {
  it("of a server is stored as a hash only", async () => {
    const { connector, writeKey } = await createConnectorIn();
    expect(writeKey).toMatch(/^jwk_/);
    expect(isWellFormedKey(writeKey)).toBe(true);
    expect(connector).toMatchObject({ keyHint: writeKey.slice(-4), publicKey: null });
    expect(await findTablesWith(pool, [writeKey])).toEqual([]);
    expect(await findIdByKey(writeKey)).toBe(connector.id);
  });

  it("of a browser stays readable", async () => {
    const { connector, writeKey } = await createConnectorIn(undefined, browser);
    expect(connector).toMatchObject({ ...browser, publicKey: writeKey });
  });

  it("works no more once it is replaced, and is replaced once", async () => {
    const { workspaceId, personId, connector, writeKey } = await createConnectorIn(undefined, browser);
    const regenerate = () => regenerateWriteKey(workspaceId, personId, connector);
    const attempts = await Promise.allSettled([regenerate(), regenerate()]);
    const [issued] = attempts.flatMap((attempt) => (attempt.status === "fulfilled" ? [attempt.value] : []));
    expect(attempts.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { code: "conflict" },
    });
    expect(issued?.connector.publicKey).toBe(issued?.writeKey);
    expect(await findIdByKey(writeKey)).toBeUndefined();
    expect(await findIdByKey(issued?.writeKey ?? "")).toBe(connector.id);
  });

  it("works no more once its connector is deleted", async () => {
    const { workspaceId, personId, connector, writeKey } = await createConnectorIn();
    await deleteConnector(workspaceId, personId, connector.id);
    expect(await findIdByKey(writeKey)).toBeUndefined();
    await expect(deleteConnector(workspaceId, personId, connector.id)).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

describe("a name", () => {
  it.each([
    ["Shop", "SHOP"],
    ["Straße", "STRASSE"],
  ])("is unique in its workspace: %s and %s", async (...names) => {
    const first = await createConnectorIn();
    const attempts = await Promise.allSettled(names.map((name) => createConnectorIn(first, { name })));
    expect(attempts.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(attempts.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { code: "conflict", details: { issues: [{ path: "name" }] } },
    });
  });

  it("of another connector is rejected by an edit", async () => {
    const first = await createConnectorIn(undefined, { name: "Shop" });
    const second = await createConnectorIn(first);
    await expect(save(second, { name: "shop" })).rejects.toMatchObject({
      code: "conflict",
      details: { issues: [{ path: "name" }] },
    });
  });

  it("may be that of a connector of another workspace", async () => {
    const name = "Shop";
    expect((await createConnectorIn(undefined, { name })).connector.name).toBe(name);
    expect((await createConnectorIn(undefined, { name })).connector.name).toBe(name);
  });
});

describe("an edit", () => {
  it("saves name, rules and switch", async () => {
    const created = await createConnectorIn(undefined, browser);
    const edit = {
      name: "Shop",
      enabled: false,
      domains: ["example.org"],
      allowsAnyDomain: true,
      honorsOptOut: false,
      renamesReservedTraits: true,
    };
    expect(await save(created, edit)).toEqual({ ...created.connector, ...edit, version: 2 });
  });

  it("is rejected with a conflict if another one was saved first", async () => {
    const created = await createConnectorIn();
    await save(created, { name: "First" });
    await expect(save(created, { name: "Second" })).rejects.toMatchObject({ code: "conflict", details: {} });
    expect((await getConnector(created.workspaceId, created.connector.id)).name).toBe("First");
  });

  it("of a browser connector must leave a domain", async () => {
    const created = await createConnectorIn(undefined, browser);
    await expect(save(created, { domains: [] })).rejects.toMatchObject({
      code: "bad_request",
      details: { issues: [{ path: "domains" }] },
    });
  });

  it("of a server connector ignores the rules of browsers", async () => {
    const created = await createConnectorIn();
    const rules = { domains: ["acme.com"], allowsAnyDomain: true, honorsOptOut: false };
    const saved = await save(created, { ...rules, verifiesIdentities: true });
    expect(saved).toMatchObject({ domains: [], allowsAnyDomain: false, honorsOptOut: true });
    expect(saved).toMatchObject({ verifiesIdentities: false, secretFingerprint: null });
  });
});

test("changes no connector of another workspace, and finds none", async () => {
  const { connector, ...mine } = await createConnectorIn();
  const other = { ...(await createConnectorIn()), connector };
  const { workspaceId, personId } = other;
  for (const attempt of [
    () => save(other, { name: "Stolen" }),
    () => regenerateWriteKey(workspaceId, personId, connector),
    () => deleteConnector(workspaceId, personId, connector.id),
    () => getConnector(workspaceId, connector.id),
  ])
    await expect(attempt()).rejects.toMatchObject({ code: "not_found" });
  expect(await findConnector(workspaceId, connector.id)).toBeNull();
  expect(await getConnector(mine.workspaceId, connector.id)).toEqual(connector);
});

test("lists connectors by name in pages, and returns the last page past the end", async () => {
  const { workspaceId } = await createWorkspaceOf();
  expect(await listConnectors(workspaceId, { page: 7 })).toMatchObject({ rows: [], page: 1, total: 0 });
  await prisma.connector.createMany({
    data: Array.from({ length: 101 }, (_, index) => {
      const [id, name] = [createId(), `Connector ${1000 + index}`];
      const keyHash = Buffer.from(id);
      return { workspaceId, id, name, foldedName: foldName(name), type: "server", keyHash, keyHint: "aaaa" };
    }),
  });
  const first = await listConnectors(workspaceId, { page: 1 });
  expect(first.rows).toHaveLength(50);
  expect(first.rows[0]?.name).toBe("Connector 1000");
  const last = await listConnectors(workspaceId, { page: 900 });
  expect(last).toMatchObject({ page: 3, total: 101 });
  expect(last.rows.map(({ name }) => name)).toEqual(["Connector 1100"]);
});

test("counts the accepted and rejected messages of 24 hours over all slots", async () => {
  const created = await createConnectorIn();
  const { workspaceId, connector } = created;
  const other = await createConnectorIn(created);
  const now = new Date("2026-11-20T10:30:00Z");
  const count = (hoursAgo: number, outcome: "accepted" | "duplicate" | "rejected", slot: number) => ({
    ...{ workspaceId, connectorId: connector.id, code: "", outcome, slot, messages: 10 },
    bucketStart: new Date(Date.parse("2026-11-20T10:00:00Z") - hoursAgo * hour),
  });
  await prisma.connectorCount.createMany({
    data: [
      ...[count(0, "accepted", 0), count(0, "accepted", 7), count(24, "accepted", 3)],
      ...[count(25, "accepted", 0), count(1, "duplicate", 0), count(2, "rejected", 1)],
      { ...count(0, "accepted", 0), workspaceId: (await createWorkspaceOf()).workspaceId },
    ],
  });
  const { rows } = await listConnectors(workspaceId, { page: 1 }, now);
  expect(new Map(rows.map(({ id, recent }) => [id, recent]))).toEqual(
    new Map([
      [connector.id, { accepted: 30, rejected: 10 }],
      [other.connector.id, { accepted: 0, rejected: 0 }],
    ]),
  );
});

test("records every change in the audit log, and no rejected or empty one", async () => {
  const created = await createConnectorIn(undefined, { ...browser, name: "Shop" });
  const { workspaceId, personId, connector } = created;
  const server = await createConnectorIn(created, { name: "Backend", renamesReservedTraits: true });
  const renamed = await save(created, {
    name: "Store",
    domains: ["acme.com", "example.org"],
    enabled: false,
  });
  const edited = { ...created, connector: renamed };
  await expect(save(created, { name: "Else" })).rejects.toThrow();
  const enabled = await save(edited, { enabled: true, honorsOptOut: false });
  await save({ ...created, connector: enabled }, {});
  await regenerateWriteKey(workspaceId, personId, connector);
  await expect(regenerateWriteKey(workspaceId, personId, connector)).rejects.toThrow();
  await deleteConnector(workspaceId, personId, connector.id);
  const { rows } = await listAuditEntries(workspaceId);
  const entries = rows.toReversed().map(({ text, subject, detail }) => [text.replace("…", subject), detail]);
  expect(entries).toEqual([
    ["created the connector Shop", "for browsers, from acme.com"],
    ["created the connector Backend", "for servers, with journy.io’s names for reserved traits"],
    ["changed the settings of the connector Shop", "renamed to Store, domains acme.com, example.org"],
    ["disabled the connector Store", ""],
    [
      "changed the settings of the connector Store",
      "turned “Respect Do Not Track and Global Privacy Control” off",
    ],
    ["enabled the connector Store", ""],
    ["regenerated the write key of the connector Store", ""],
    ["deleted the connector Store", ""],
  ]);
  expect(rows.every((row) => row.personId === personId)).toBe(true);
  expect(await findTablesWith(pool, [server.writeKey])).toEqual([]);
});

async function save(created: TestConnector, change: Partial<ConnectorEdit>): Promise<ConnectorRow> {
  return (await editConnector(created, change)).connector;
}

/** As a request with the write key finds it. */
async function findIdByKey(writeKey: string): Promise<string | undefined> {
  return (await findSendingConnector(hashKey(writeKey)))?.source.id;
}
