import { beforeEach, describe, expect, it } from "vitest";
import { catalog } from "@/app/api/catalog";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
import { createApplicationIn, type TestApplication } from "@/tests/support/factories/application";
import {
  createAccounts,
  createEvents,
  createSegment,
  createUsers,
  listIds,
  minutesAfterNoon,
  noon,
  numberedContacts,
  type Row,
  readList,
} from "@/tests/support/factories/contacts";
import { callInProcess } from "@/tests/support/servers/call-api";

const call = callInProcess(catalog);

let application: TestApplication;
let read: (path: string) => Promise<Row[]>;

beforeEach(async () => {
  application = await createApplicationIn();
  read = (path) => readList(call, path, application.key);
});

describe("contact", () => {
  it("has its known fields only: unknown ones are absent, not null", async () => {
    await createUsers(application.workspaceId, [
      { externalId: "1" },
      { alias: "a@acme-inc.com" },
      { externalId: "2", alias: "b@acme-inc.com" },
    ]);
    const users = await read("/users");
    const times = {
      firstSeenAt: expect.any(String),
      lastSeenAt: expect.any(String),
      updatedAt: expect.any(String),
    };
    expect(users).toEqual([
      { userId: "1", properties: {}, ...times },
      { email: "a@acme-inc.com", properties: {}, ...times },
      { userId: "2", email: "b@acme-inc.com", properties: {}, ...times },
    ]);
    const single = await (await call("/users/2", { key: application.key })).json();
    expect(single.data).toEqual(users[2]);
  });

  it.each(["a/b", "ü", "100%", "a b", "?", "#", "a+b", "..;", "'", '"', "\\", "{userId}", "ᕕ( ᐛ )ᕗ"])(
    "is found by the id '%s'",
    async (externalId) => {
      await createUsers(application.workspaceId, [{ externalId }]);
      const response = await call(`/users/${encodeURIComponent(externalId)}`, { key: application.key });
      expect((await response.json()).data).toMatchObject({ userId: externalId });
      expect(await read(`/users?userId=${encodeURIComponent(externalId)}`)).toMatchObject([
        { userId: externalId },
      ]);
    },
  );

  it("returns 400 for an id that is too long or contains NUL", async () => {
    for (const id of ["a".repeat(256), "a%00b"]) {
      const response = await call(`/users/${id}`, { key: application.key });
      expect(response.status).toBe(400);
      expect(Object.keys((await response.json()).errors.parameters.path)).toEqual(["userId"]);
    }
  });

  it("of another workspace gets the same 404 as an unknown one, on every path", async () => {
    const other = await createApplicationIn();
    await createUsers(other.workspaceId, [{ externalId: "foreign" }]);
    await createAccounts(other.workspaceId, [{ externalId: "foreign" }]);
    const segment = { id: "foreign", kind: "user", name: "Foreign", foldedName: "foreign" } as const;
    await prisma.computation.create({ data: { workspaceId: other.workspaceId, ...segment } });
    const paths = catalog
      .map(({ spec }) => spec)
      .filter(({ method, params, group }) => method === "GET" && params && group !== "Management");
    expect(paths).toHaveLength(12);
    for (const { path } of paths) {
      const [foreign, unknown] = await Promise.all(
        ["foreign", "unknown"].map(async (id) => {
          const response = await call(path.replace(/\{\w+\}/g, id), { key: application.key });
          const body = await response.json();
          expect(body.meta.requestId).toBe(response.headers.get("x-request-id"));
          return { status: response.status, body: { ...body, meta: { ...body.meta, requestId: "" } } };
        }),
      );
      expect(foreign).toEqual(unknown);
      expect(foreign?.status).toBe(404);
    }
  });
});

describe("memberships", () => {
  it("are listed for accounts and for users, without removed ones", async () => {
    const { workspaceId } = application;
    const users = await createUsers(workspaceId, numberedContacts(5));
    const accounts = await createAccounts(workspaceId, [{ externalId: "a" }, { externalId: "b" }]);
    await prisma.accountMember.createMany({
      data: users.flatMap((userId, i) =>
        accounts.map((accountId, j) => ({
          workspaceId,
          accountId,
          userId,
          removedAt: (i + j) % 4 === 1 ? noon : null,
        })),
      ),
    });
    expect(listIds(await read("/accounts/a/users?limit=2"))).toEqual(["0", "2", "3", "4"]);
    expect(listIds(await read("/accounts/b/users?limit=2"))).toEqual(["1", "2", "3"]);
    expect(listIds(await read("/users/0/accounts?limit=1"))).toEqual(["a"]);
    expect(listIds(await read("/users/3/accounts?limit=1"))).toEqual(["a", "b"]);
  });

  it("in segments are listed for each contact", async () => {
    const [user] = await createUsers(application.workspaceId, numberedContacts(2));
    const [account] = await createAccounts(application.workspaceId, numberedContacts(2));
    const segments: string[] = [];
    for (let i = 0; i < 3; i += 1) segments.push(await createSegment(application, "user", [user ?? ""]));
    const accountSegment = await createSegment(application, "account", [account ?? ""]);
    expect(await read("/users/0/segments?limit=2")).toEqual(
      segments.map((id) => ({ id, name: `Segment ${id}` })),
    );
    expect(listIds(await read("/accounts/0/segments"))).toEqual([accountSegment]);
    expect(await read("/users/1/segments")).toEqual([]);
  });
});

describe("events", () => {
  it("are listed newest first with their user and account, including events at the same time", async () => {
    const { workspaceId } = application;
    const [kim, lee] = await createUsers(workspaceId, [
      { externalId: "kim", alias: "kim@acme-inc.com" },
      { externalId: "lee" },
    ]);
    const [acme] = await createAccounts(workspaceId, [{ externalId: "acme", alias: "acme-inc.com" }]);
    const metadata = { format: "pdf", pages: 12, scheduled: false };
    await createEvents(workspaceId, [
      { name: "exported", userId: kim, accountId: acme, triggeredAt: minutesAfterNoon(1), metadata },
      ...Array.from({ length: 5 }, () => ({ name: "seen", userId: lee, accountId: acme, triggeredAt: noon })),
      { name: "paid", accountId: acme, triggeredAt: minutesAfterNoon(2) },
    ]);
    const all = await read("/accounts/acme/events?limit=2");
    expect(all.map(({ name }) => name)).toEqual(["paid", "exported", "seen", "seen", "seen", "seen", "seen"]);
    expect(new Set(listIds(all)).size).toBe(7);
    expect(all[0]).toEqual({
      id: expect.any(String),
      name: "paid",
      triggeredAt: minutesAfterNoon(2).toISOString(),
      metadata: {},
      account: { accountId: "acme", domain: "acme-inc.com" },
    });
    expect(await read("/users/kim/events")).toEqual([
      {
        id: expect.any(String),
        name: "exported",
        triggeredAt: minutesAfterNoon(1).toISOString(),
        metadata,
        user: { userId: "kim", email: "kim@acme-inc.com" },
        account: { accountId: "acme", domain: "acme-inc.com" },
      },
    ]);
    expect((await read("/users/lee/events"))[0]?.user).toEqual({ userId: "lee" });
  });
});

it("paginates campaigns and channels", async () => {
  const { workspaceId } = application;
  const rows = ["spring", "summer", "autumn"].map((name) => ({ workspaceId, id: createId(), name }));
  await prisma.campaign.createMany({ data: rows });
  await prisma.channel.createMany({ data: rows });
  const expected = rows.map(({ id, name }) => ({ id, name }));
  expect(await read("/campaigns?limit=2")).toEqual(expected);
  expect(await read("/channels?limit=2")).toEqual(expected);
});
