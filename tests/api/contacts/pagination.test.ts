import { beforeEach, describe, expect, it } from "vitest";
import { catalog } from "@/app/api/catalog";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { createApplicationIn, type TestApplication } from "@/tests/support/factories/application";
import {
  createAccounts,
  createEvents,
  createUsers,
  listIds,
  minutesAfterNoon,
  numberedContacts,
  type Row,
  readPage,
} from "@/tests/support/factories/contacts";
import { callInProcess } from "@/tests/support/servers/call-api";

const call = callInProcess(catalog);

let application: TestApplication;

beforeEach(async () => {
  application = await createApplicationIn();
});

describe("page", () => {
  it("has 20 rows by default or `limit` rows, and the next page continues after it", async () => {
    await createUsers(application.workspaceId, numberedContacts(45));
    const first = await readPage(call, "/users", application.key);
    expect(listIds(first.data)).toEqual(Array.from({ length: 20 }, (_, i) => String(i)));
    const second = await readPage(call, `/users?limit=24&cursor=${first.page.next}`, application.key);
    expect(listIds(second.data)).toEqual(Array.from({ length: 24 }, (_, i) => String(i + 20)));
    const last = await readPage(call, `/users?limit=100&cursor=${second.page.next}`, application.key);
    expect(listIds(last.data)).toEqual(["44"]);
    expect(last.page.next).toBeNull();
  });

  it("ends after 4 MiB of properties or metadata, and the next page continues after it", async () => {
    const { workspaceId } = application;
    const userIds = await createUsers(workspaceId, numberedContacts(6));
    const [accountId = ""] = await createAccounts(workspaceId, [{ externalId: "acme" }]);
    await prisma.accountMember.createMany({
      data: userIds.map((userId) => ({ workspaceId, accountId, userId })),
    });
    const event = (i: number) => ({
      name: "opened",
      userId: userIds[0] ?? "",
      triggeredAt: minutesAfterNoon(i),
    });
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

  it("has no next cursor when no rows follow", async () => {
    await createUsers(application.workspaceId, numberedContacts(2));
    expect((await readPage(call, "/users?limit=2", application.key)).page.next).toBeNull();
    expect(await readPage(call, "/accounts", application.key)).toMatchObject({
      data: [],
      page: { next: null },
    });
  });

  it("links to the next page in its Link header, with filters and limit; the last page has no link", async () => {
    await createUsers(application.workspaceId, numberedContacts(5));
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
    expect(listIds(seen)).toEqual(["0", "1", "2", "3", "4"]);
  });

  it.each(["0", "101", "-1", "1.5", "1e1", "ten", "", "%2010", "5&limit=6"])(
    "returns 400 for the limit '%s'",
    async (limit) => {
      const response = await call(`/users?limit=${limit}`, { key: application.key });
      expect(response.status).toBe(400);
      const { errors } = await response.json();
      expect(errors.parameters.query).toEqual({ limit: "Expected a whole number from 1 to 100." });
    },
  );
});

describe("cursor", () => {
  const invalidCursor = /Invalid cursor/;
  let cursor: string;

  beforeEach(async () => {
    const ids = await createUsers(application.workspaceId, numberedContacts(3));
    await createAccounts(application.workspaceId, numberedContacts(3));
    await createEvents(
      application.workspaceId,
      [1, 2, 3].map((i) => ({ name: "seen", userId: ids[i % 2] ?? "", triggeredAt: minutesAfterNoon(i) })),
    );
    cursor = (await readPage(call, "/users?limit=1", application.key)).page.next ?? "";
  });

  async function expectRejected(path: string, key = application.key): Promise<void> {
    const response = await call(path, { key });
    expect(response.status, path).toBe(400);
    expect((await response.json()).errors).toEqual({
      fields: {},
      parameters: { query: { cursor: expect.stringMatching(invalidCursor) }, path: {}, header: {} },
    });
  }

  it("works with another limit", async () => {
    const { data } = await readPage(call, `/users?limit=2&cursor=${cursor}`, application.key);
    expect(listIds(data)).toEqual(["1", "2"]);
  });

  it.each([
    "x",
    "0",
    "null",
    '\'; DROP TABLE "User"; --',
    "W10",
    "WyIwMUpEOVozUDNNNEM4VjVUMks3UjZXMVgwWUIiXQ",
  ])("is rejected when it is '%s'", (text) => expectRejected(`/users?cursor=${text}`));

  it("is rejected when any character is changed, removed or added", async () => {
    const changed = [...cursor].map((character, at) =>
      expectRejected(
        `/users?cursor=${cursor.slice(0, at)}${character === "A" ? "B" : "A"}${cursor.slice(at + 1)}`,
      ),
    );
    await Promise.all(changed);
    await expectRejected(`/users?cursor=${cursor.slice(0, -1)}`);
    await expectRejected(`/users?cursor=${cursor}A`);
    await expectRejected(`/users?cursor=${cursor}.`);
    await expectRejected(`/users?cursor=${cursor}%3D`);
    await expectRejected("/users?cursor=");
  });

  it("is rejected in another list, with other filters, for another user and in another workspace", async () => {
    for (const path of ["/accounts?", "/users/0/events?", "/users?updatedSince=2026-11-24T12:00:00Z&"])
      await expectRejected(`${path}cursor=${cursor}`);
    const events = (await readPage(call, "/users/1/events?limit=1", application.key)).page.next;
    expect(events).not.toBeNull();
    await expectRejected(`/users/0/events?cursor=${events}`);
    await expectRejected(`/users/1/events?name=seen&cursor=${events}`);
    const other = await createApplicationIn();
    await createUsers(other.workspaceId, numberedContacts(3));
    await expectRejected(`/users?cursor=${cursor}`, other.key);
  });

  it("contains only the position of the last row of its page", async () => {
    const text = Buffer.from(cursor, "base64url").subarray(16).toString();
    const { rows } = await pool.query(
      `SELECT "id" FROM "User" WHERE "workspaceId" = $1 AND "externalId" = '0'`,
      [application.workspaceId],
    );
    expect(JSON.parse(text)).toEqual([rows[0].id]);
  });

  it("works after the row that it points to is deleted", async () => {
    await prisma.user.deleteMany({ where: { workspaceId: application.workspaceId, externalId: "0" } });
    const { data } = await readPage(call, `/users?cursor=${cursor}`, application.key);
    expect(listIds(data)).toEqual(["1", "2"]);
  });
});
