import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, it } from "vitest";
import { catalog } from "@/app/api/catalog";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
import { minute } from "@/lib/time";
import { createApplicationIn, type TestApplication } from "@/tests/support/factories/application";
import {
  createAccounts,
  createEvents,
  createSegment,
  createUsers,
  type NewContact,
  type Row,
  readList,
  readPage,
} from "@/tests/support/factories/contacts";
import { callInProcess } from "@/tests/support/servers/call-api";

const call = callInProcess(catalog);
const noon = new Date("2026-11-24T12:00:00.000Z");
const minutesOn = (minutes: number) => new Date(noon.getTime() + minutes * minute);

let application: TestApplication;
let read: (path: string) => Promise<Row[]>;

beforeEach(async () => {
  application = await createApplicationIn();
  read = (path) => readList(call, path, application.key);
});

const numbered = (count: number): NewContact[] =>
  Array.from({ length: count }, (_, i) => ({ externalId: String(i) }));
const idsOf = (rows: Row[]) => rows.map(({ userId, accountId, id }) => userId ?? accountId ?? id);

describe("a page", () => {
  it("has 20 rows, or as many as the limit says, and the next begins where it ended", async () => {
    await createUsers(application.workspaceId, numbered(45));
    const first = await readPage(call, "/users", application.key);
    expect(idsOf(first.data)).toEqual(Array.from({ length: 20 }, (_, i) => String(i)));
    const second = await readPage(call, `/users?limit=24&cursor=${first.page.next}`, application.key);
    expect(idsOf(second.data)).toEqual(Array.from({ length: 24 }, (_, i) => String(i + 20)));
    const last = await readPage(call, `/users?limit=100&cursor=${second.page.next}`, application.key);
    expect(idsOf(last.data)).toEqual(["44"]);
    expect(last.page.next).toBeNull();
  });

  it("ends after 4 MiB of properties or metadata, however many rows the limit allows, and the next goes on from there", async () => {
    const { workspaceId } = application;
    const userIds = await createUsers(workspaceId, numbered(6));
    const [accountId = ""] = await createAccounts(workspaceId, [{ externalId: "acme" }]);
    await prisma.accountMember.createMany({
      data: userIds.map((userId) => ({ workspaceId, accountId, userId })),
    });
    const event = (i: number) => ({ name: "opened", userId: userIds[0] ?? "", triggeredAt: minutesOn(i) });
    await createEvents(
      workspaceId,
      Array.from({ length: 6 }, (_, i) => event(i)),
    );
    const large = "jsonb_build_object('text', repeat('t', 1000000))";
    await pool.query(`UPDATE "User" SET "properties" = ${large} WHERE "workspaceId" = $1`, [workspaceId]);
    await pool.query(`UPDATE "Event" SET "metadata" = ${large} WHERE "workspaceId" = $1`, [workspaceId]);
    for (const list of ["/users", "/accounts/acme/users", "/users/0/events"]) {
      const { data, page } = await readPage(call, `${list}?limit=100`, application.key);
      expect(data).toHaveLength(5);
      expect(Object.keys(data[0] ?? {})).not.toContain("isPastEnd");
      expect(page.next).not.toBeNull();
      const rest = await readPage(call, `${list}?limit=100&cursor=${page.next}`, application.key);
      expect(rest).toMatchObject({ data: [{}], page: { next: null } });
    }
  });

  it("ends without a next one where the rows end with it", async () => {
    await createUsers(application.workspaceId, numbered(2));
    expect((await readPage(call, "/users?limit=2", application.key)).page.next).toBeNull();
    expect(await readPage(call, "/accounts", application.key)).toMatchObject({
      data: [],
      page: { next: null },
    });
  });

  it("says in its Link header where the next one is, filters and limit included, and nothing on the last", async () => {
    await createUsers(application.workspaceId, numbered(5));
    const seen: Row[] = [];
    let path: string | undefined = "/users?limit=2&updatedSince=2000-01-01T00:00:00%2B02:00";
    while (path) {
      const response = await call(path, { key: application.key });
      const { data, page } = await response.json();
      seen.push(...data);
      const link = response.headers
        .get("link")
        ?.match(/^<(http:\/\/localhost:3000\/api.+)>; rel="next"$/)?.[1];
      expect(link ? new URL(link).searchParams.get("cursor") : null).toBe(page.next);
      path = link?.slice("http://localhost:3000/api".length);
    }
    expect(idsOf(seen)).toEqual(["0", "1", "2", "3", "4"]);
  });

  it.each(["0", "101", "-1", "1.5", "1e1", "ten", "", "%2010", "5&limit=6"])(
    "has a limit from 1 to 100, never '%s'",
    async (limit) => {
      const response = await call(`/users?limit=${limit}`, { key: application.key });
      expect(response.status).toBe(400);
      const { errors } = await response.json();
      expect(errors.parameters.query).toEqual({ limit: "Expected a whole number from 1 to 100." });
    },
  );
});

describe("a cursor", () => {
  const refusal = /This cursor is not of this list/;
  let cursor: string;

  beforeEach(async () => {
    const ids = await createUsers(application.workspaceId, numbered(3));
    await createAccounts(application.workspaceId, numbered(3));
    await createEvents(
      application.workspaceId,
      [1, 2, 3].map((i) => ({ name: "seen", userId: ids[i % 2] ?? "", triggeredAt: minutesOn(i) })),
    );
    cursor = (await readPage(call, "/users?limit=1", application.key)).page.next ?? "";
  });

  async function expectRefused(path: string, key = application.key): Promise<void> {
    const response = await call(path, { key });
    expect(response.status, path).toBe(400);
    expect((await response.json()).errors).toEqual({
      fields: {},
      parameters: { query: { cursor: expect.stringMatching(refusal) }, path: {}, header: {} },
    });
  }

  it("is good for another limit", async () => {
    const { data } = await readPage(call, `/users?limit=2&cursor=${cursor}`, application.key);
    expect(idsOf(data)).toEqual(["1", "2"]);
  });

  it.each([
    "x",
    "0",
    "null",
    '\'; DROP TABLE "User"; --',
    "W10",
    "WyIwMUpEOVozUDNNNEM4VjVUMks3UjZXMVgwWUIiXQ",
  ])("is refused where it is '%s'", (text) => expectRefused(`/users?cursor=${text}`));

  it("is refused with any character of it changed, left out or added", async () => {
    const changed = [...cursor].map((character, at) =>
      expectRefused(
        `/users?cursor=${cursor.slice(0, at)}${character === "A" ? "B" : "A"}${cursor.slice(at + 1)}`,
      ),
    );
    await Promise.all(changed);
    await expectRefused(`/users?cursor=${cursor.slice(0, -1)}`);
    await expectRefused(`/users?cursor=${cursor}A`);
    await expectRefused(`/users?cursor=${cursor}.`);
    await expectRefused(`/users?cursor=${cursor}%3D`);
    await expectRefused("/users?cursor=");
  });

  it("is refused in another list, with other filters, for another user and in another workspace", async () => {
    for (const path of ["/accounts?", "/users/0/events?", "/users?updatedSince=2026-11-24T12:00:00Z&"])
      await expectRefused(`${path}cursor=${cursor}`);
    const events = (await readPage(call, "/users/1/events?limit=1", application.key)).page.next;
    expect(events).not.toBeNull();
    await expectRefused(`/users/0/events?cursor=${events}`);
    await expectRefused(`/users/1/events?name=seen&cursor=${events}`);
    const other = await createApplicationIn();
    await createUsers(other.workspaceId, numbered(3));
    await expectRefused(`/users?cursor=${cursor}`, other.key);
  });

  it("tells nothing but the place of the last row that was shown", async () => {
    const text = Buffer.from(cursor, "base64url").subarray(16).toString();
    const { rows } = await pool.query(
      `SELECT "id" FROM "User" WHERE "workspaceId" = $1 AND "externalId" = '0'`,
      [application.workspaceId],
    );
    expect(JSON.parse(text)).toEqual([rows[0].id]);
  });

  it("stays good when the row that it stands for is gone", async () => {
    await prisma.user.deleteMany({ where: { workspaceId: application.workspaceId, externalId: "0" } });
    const { data } = await readPage(call, `/users?cursor=${cursor}`, application.key);
    expect(idsOf(data)).toEqual(["1", "2"]);
  });
});

describe("a contact", () => {
  it("is shown with what is known of it: what is not is absent, never null", async () => {
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
    "is found by its id where that is '%s'",
    async (externalId) => {
      await createUsers(application.workspaceId, [{ externalId }]);
      const response = await call(`/users/${encodeURIComponent(externalId)}`, { key: application.key });
      expect((await response.json()).data).toMatchObject({ userId: externalId });
      expect(await read(`/users?userId=${encodeURIComponent(externalId)}`)).toMatchObject([
        { userId: externalId },
      ]);
    },
  );

  it("is asked for by an id that can be one: not too long, and without a NUL", async () => {
    for (const id of ["a".repeat(256), "a%00b"]) {
      const response = await call(`/users/${id}`, { key: application.key });
      expect(response.status).toBe(400);
      expect(Object.keys((await response.json()).errors.parameters.path)).toEqual(["userId"]);
    }
  });

  it("of somebody else is answered exactly as one that does not exist", async () => {
    const other = await createApplicationIn();
    await createUsers(other.workspaceId, [{ externalId: "theirs" }]);
    await createAccounts(other.workspaceId, [{ externalId: "theirs" }]);
    const paths = catalog.map(({ spec }) => spec).filter(({ method, params }) => method === "GET" && params);
    expect(paths).toHaveLength(8);
    for (const { path } of paths) {
      const [theirs, nobodys] = await Promise.all(
        ["theirs", "nobodys"].map(async (id) => {
          const response = await call(path.replace(/\{\w+\}/, id), { key: application.key });
          const body = await response.json();
          expect(body.meta.requestId).toBe(response.headers.get("x-request-id"));
          return { status: response.status, body: { ...body, meta: { ...body.meta, requestId: "" } } };
        }),
      );
      expect(theirs).toEqual(nobodys);
      expect(theirs?.status).toBe(404);
    }
  });
});

describe.each(["user", "account"] as const)("the filters of %ss", (kind) => {
  const [id, alias] = kind === "user" ? ["userId", "email"] : ["accountId", "domain"];
  const path = `/${kind}s`;

  it("work alone and together, on any page size", async () => {
    const contacts = Array.from({ length: 12 }, (_, i) => ({
      externalId: i % 5 === 4 ? null : `id-${i}`,
      alias: i % 4 === 3 ? null : kind === "user" ? `u${i}@acme-inc.com` : `acme-${i}.com`,
      updatedAt: minutesOn((i * 7) % 5),
    }));
    const { workspaceId } = application;
    const ids = await (kind === "user" ? createUsers : createAccounts)(workspaceId, contacts);
    const inSegment = (i: number) => i % 3 !== 1;
    const segmentId = await createSegment(
      application,
      kind,
      ids.filter((_, i) => inSegment(i)),
    );

    for (const externalId of [undefined, "id-6", "id-7", "nobody"])
      for (const aliasIs of [undefined, contacts[6]?.alias ?? ""])
        for (const segment of [undefined, segmentId])
          for (const since of [undefined, minutesOn(2)]) {
            const query = new URLSearchParams({
              limit: "3",
              ...(externalId && { [id as string]: externalId }),
              ...(aliasIs && { [alias as string]: aliasIs }),
              ...(segment && { segmentId: segment }),
              ...(since && { updatedSince: since.toISOString() }),
            });
            const expected = contacts
              .map((contact, i) => ({ ...contact, i }))
              .filter(
                (contact) =>
                  (!externalId || contact.externalId === externalId) &&
                  (!aliasIs || contact.alias === aliasIs) &&
                  (!segment || inSegment(contact.i)) &&
                  (!since || contact.updatedAt >= since),
              )
              .sort((a, b) => (since ? a.updatedAt.getTime() - b.updatedAt.getTime() : 0) || a.i - b.i);
            const found = await read(`${path}?${query}`);
            expect(
              found.map((row) => [row[id as string] ?? null, row[alias as string] ?? null]),
              String(query),
            ).toEqual(expected.map((contact) => [contact.externalId, contact.alias]));
          }
  });

  it("know no segment of another workspace, nor of the other kind of contact", async () => {
    const other = await createApplicationIn();
    const create = kind === "user" ? createUsers : createAccounts;
    const theirs = await createSegment(other, kind, await create(other.workspaceId, numbered(1)));
    const otherKind = kind === "user" ? "account" : "user";
    const createOther = kind === "user" ? createAccounts : createUsers;
    const members = await createOther(application.workspaceId, numbered(1));
    const ofOtherKind = await createSegment(application, otherKind, members);
    for (const segmentId of [theirs, ofOtherKind, "nothing"])
      expect(await read(`${path}?segmentId=${segmentId}`)).toEqual([]);
  });

  it("refuse what cannot be meant, by name", async () => {
    const query = `${id}=&${alias}=x&segmentId=&updatedSince=yesterday&updatedAfter=2026-11-24T12:00:00Z`;
    const response = await call(`${path}?${query}`, { key: application.key });
    expect(response.status).toBe(400);
    expect(Object.keys((await response.json()).errors.parameters.query).toSorted()).toEqual(
      [id, alias, "segmentId", "updatedSince", "updatedAfter"].toSorted(),
    );
  });
});

it("takes the '+' of an offset as it stands in a URL, too", async () => {
  await createUsers(application.workspaceId, [{ externalId: "1", updatedAt: noon }]);
  for (const offset of ["+01:00", "%2B01:00", "+0100", "+01"]) {
    expect(await read(`/users?updatedSince=2026-11-24T13:00:00${offset}`)).toHaveLength(1);
    expect(await read(`/users?updatedSince=2026-11-24T13:00:01${offset}`)).toHaveLength(0);
  }
});

it("takes the '+' of an email as it stands in a URL, too", async () => {
  await createUsers(application.workspaceId, [{ alias: "kim+news@acme-inc.com" }]);
  for (const email of ["kim+news@acme-inc.com", "kim%2Bnews@acme-inc.com"])
    expect(await read(`/users?email=${email}`)).toHaveLength(1);
  const response = await call("/users?email=+kim@acme-inc.com", { key: application.key });
  expect(response.status).toBe(400);
});

it("finds a user by an email without regard to case, and an account by a domain", async () => {
  await createUsers(application.workspaceId, [{ alias: "kim@acme-inc.com" }]);
  await createAccounts(application.workspaceId, [{ alias: "xn--bcher-kva.com" }]);
  expect(await read("/users?email=Kim@ACME-inc.com")).toHaveLength(1);
  expect(await read("/accounts?domain=B%C3%BCcher.com")).toHaveLength(1);
});

describe("keeping a copy with updatedSince", () => {
  it("shows a contact again at the end when it changes meanwhile, in its new state", async () => {
    const { workspaceId, key } = application;
    await createUsers(
      workspaceId,
      numbered(6).map((user, i) => ({ ...user, updatedAt: minutesOn(i) })),
    );
    let pages = 0;
    const seen = await readList(call, "/users?limit=2&updatedSince=2026-11-24T12:00:00Z", key, async () => {
      pages += 1;
      if (pages === 1) await touch("1");
    });
    expect(idsOf(seen)).toEqual(["0", "1", "2", "3", "4", "5", "1"]);
  });

  it("misses nothing that was being written while it read, if it goes back one minute as the docs say", async () => {
    const { workspaceId } = application;
    const writer = await pool.connect();
    try {
      await writer.query("BEGIN");
      await insertUser(writer, workspaceId, "late");
      // Times on the wire have milliseconds: within one of them the two would come together.
      await sleep(5);
      await insertUser(pool, workspaceId, "quick");
      const first = await read("/users?updatedSince=2026-01-01T00:00:00Z");
      expect(idsOf(first)).toEqual(["quick"]);
      await writer.query("COMMIT");
      const latest = new Date(String(first.at(-1)?.updatedAt));
      expect(idsOf(await read(`/users?updatedSince=${latest.toISOString()}`))).toEqual(["quick"]);
      const since = new Date(latest.getTime() - minute);
      expect(idsOf(await read(`/users?updatedSince=${since.toISOString()}`))).toEqual(["late", "quick"]);
    } finally {
      writer.release();
    }
  });

  function touch(externalId: string): Promise<unknown> {
    return prisma.user.updateMany({
      where: { workspaceId: application.workspaceId, externalId },
      data: { updatedAt: minutesOn(60) },
    });
  }

  /** As a write does: the moment is that of the transaction's beginning. */
  function insertUser(client: Pick<typeof pool, "query">, workspaceId: string, externalId: string) {
    return client.query(
      `INSERT INTO "User" ("workspaceId", "id", "externalId", "updatedAt") VALUES ($1, $2, $3, now())`,
      [workspaceId, createId(), externalId],
    );
  }
});

describe("memberships", () => {
  it("are listed from both sides, without those that were removed", async () => {
    const { workspaceId } = application;
    const users = await createUsers(workspaceId, numbered(5));
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
    expect(idsOf(await read("/accounts/a/users?limit=2"))).toEqual(["0", "2", "3", "4"]);
    expect(idsOf(await read("/accounts/b/users?limit=2"))).toEqual(["1", "2", "3"]);
    expect(idsOf(await read("/users/0/accounts?limit=1"))).toEqual(["a"]);
    expect(idsOf(await read("/users/3/accounts?limit=1"))).toEqual(["a", "b"]);
  });

  it("in segments are listed from the contact's side", async () => {
    const [user] = await createUsers(application.workspaceId, numbered(2));
    const [account] = await createAccounts(application.workspaceId, numbered(2));
    const segments: string[] = [];
    for (let i = 0; i < 3; i += 1) segments.push(await createSegment(application, "user", [user ?? ""]));
    const ofAccount = await createSegment(application, "account", [account ?? ""]);
    expect(await read("/users/0/segments?limit=2")).toEqual(
      segments.map((id) => ({ id, name: `Segment ${id}` })),
    );
    expect(idsOf(await read("/accounts/0/segments"))).toEqual([ofAccount]);
    expect(await read("/users/1/segments")).toEqual([]);
  });
});

describe("events", () => {
  it("are listed newest first, whichever happened in one moment too, with whom and where", async () => {
    const { workspaceId } = application;
    const [kim, lee] = await createUsers(workspaceId, [
      { externalId: "kim", alias: "kim@acme-inc.com" },
      { externalId: "lee" },
    ]);
    const [acme] = await createAccounts(workspaceId, [{ externalId: "acme", alias: "acme-inc.com" }]);
    const metadata = { format: "pdf", pages: 12, scheduled: false };
    await createEvents(workspaceId, [
      { name: "exported", userId: kim, accountId: acme, triggeredAt: minutesOn(1), metadata },
      ...Array.from({ length: 5 }, () => ({ name: "seen", userId: lee, accountId: acme, triggeredAt: noon })),
      { name: "paid", accountId: acme, triggeredAt: minutesOn(2) },
    ]);
    const all = await read("/accounts/acme/events?limit=2");
    expect(all.map(({ name }) => name)).toEqual(["paid", "exported", "seen", "seen", "seen", "seen", "seen"]);
    expect(new Set(idsOf(all)).size).toBe(7);
    expect(all[0]).toEqual({
      id: expect.any(String),
      name: "paid",
      triggeredAt: minutesOn(2).toISOString(),
      metadata: {},
      account: { accountId: "acme", domain: "acme-inc.com" },
    });
    expect(await read("/users/kim/events")).toEqual([
      {
        id: expect.any(String),
        name: "exported",
        triggeredAt: minutesOn(1).toISOString(),
        metadata,
        user: { userId: "kim", email: "kim@acme-inc.com" },
        account: { accountId: "acme", domain: "acme-inc.com" },
      },
    ]);
    expect((await read("/users/lee/events"))[0]?.user).toEqual({ userId: "lee" });
  });

  it.each(["user", "account"] as const)(
    "of %ss are filtered by name and time, alone and together",
    async (kind) => {
      const { workspaceId } = application;
      const [owner, other] = await (kind === "user" ? createUsers : createAccounts)(workspaceId, numbered(2));
      const events = Array.from({ length: 16 }, (_, i) => ({
        name: i % 3 ? "seen" : "paid",
        triggeredAt: minutesOn(i % 8),
        [`${kind}Id`]: i % 5 ? owner : other,
      }));
      await createEvents(workspaceId, events);
      const own = events.filter((_, i) => i % 5);
      for (const name of [undefined, "paid", "unknown"])
        for (const from of [undefined, minutesOn(2)])
          for (const to of [undefined, minutesOn(6)]) {
            const query = new URLSearchParams({
              limit: "3",
              ...(name && { name }),
              ...(from && { from: from.toISOString() }),
              ...(to && { to: to.toISOString() }),
            });
            const expected = own
              .filter(
                (event) =>
                  (!name || event.name === name) &&
                  (!from || event.triggeredAt >= from) &&
                  (!to || event.triggeredAt < to),
              )
              .map((event) => event.triggeredAt.toISOString())
              .sort()
              .reverse();
            const found = await read(`/${kind}s/0/events?${query}`);
            expect(
              found.map(({ triggeredAt }) => triggeredAt),
              String(query),
            ).toEqual(expected);
            expect(new Set(idsOf(found)).size).toBe(found.length);
            if (name) expect(found.every((event) => event.name === name)).toBe(true);
          }
    },
  );
});

it("lists campaigns and channels, page by page", async () => {
  const { workspaceId } = application;
  const rows = ["spring", "summer", "autumn"].map((name) => ({ workspaceId, id: createId(), name }));
  await prisma.campaign.createMany({ data: rows });
  await prisma.channel.createMany({ data: rows });
  const expected = rows.map(({ id, name }) => ({ id, name }));
  expect(await read("/campaigns?limit=2")).toEqual(expected);
  expect(await read("/channels?limit=2")).toEqual(expected);
});
