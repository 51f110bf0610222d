import { beforeEach, describe, expect, it } from "vitest";
import { catalog } from "@/app/api/catalog";
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

describe.each(["user", "account"] as const)("filters of %ss", (kind) => {
  const [id, alias] = kind === "user" ? ["userId", "email"] : ["accountId", "domain"];
  const path = `/${kind}s`;

  it("work alone and combined, across pages", async () => {
    const contacts = Array.from({ length: 12 }, (_, i) => ({
      externalId: i % 5 === 4 ? null : `id-${i}`,
      alias: i % 4 === 3 ? null : kind === "user" ? `u${i}@acme-inc.com` : `acme-${i}.com`,
      updatedAt: minutesAfterNoon((i * 7) % 5),
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
      for (const aliasFilter of [undefined, contacts[6]?.alias ?? ""])
        for (const segment of [undefined, segmentId])
          for (const since of [undefined, minutesAfterNoon(2)]) {
            const query = new URLSearchParams({
              limit: "3",
              ...(externalId && { [id as string]: externalId }),
              ...(aliasFilter && { [alias as string]: aliasFilter }),
              ...(segment && { segmentId: segment }),
              ...(since && { updatedSince: since.toISOString() }),
            });
            const expected = contacts
              .map((contact, i) => ({ ...contact, i }))
              .filter(
                (contact) =>
                  (!externalId || contact.externalId === externalId) &&
                  (!aliasFilter || contact.alias === aliasFilter) &&
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

  it("find nobody in a segment of another workspace or of the other kind of contact", async () => {
    const other = await createApplicationIn();
    const create = kind === "user" ? createUsers : createAccounts;
    const foreignSegment = await createSegment(
      other,
      kind,
      await create(other.workspaceId, numberedContacts(1)),
    );
    const otherKind = kind === "user" ? "account" : "user";
    const createOther = kind === "user" ? createAccounts : createUsers;
    const members = await createOther(application.workspaceId, numberedContacts(1));
    const otherSegment = await createSegment(application, otherKind, members);
    for (const segmentId of [foreignSegment, otherSegment, "nothing"])
      expect(await read(`${path}?segmentId=${segmentId}`)).toEqual([]);
  });

  it("return 400 with the name of every invalid or unknown parameter", async () => {
    const query = `${id}=&${alias}=x&segmentId=&updatedSince=yesterday&updatedAfter=2026-11-24T12:00:00Z`;
    const response = await call(`${path}?${query}`, { key: application.key });
    expect(response.status).toBe(400);
    expect(Object.keys((await response.json()).errors.parameters.query).toSorted()).toEqual(
      [id, alias, "segmentId", "updatedSince", "updatedAfter"].toSorted(),
    );
  });
});

it("accepts an unencoded '+' in the offset of a time", async () => {
  await createUsers(application.workspaceId, [{ externalId: "1", updatedAt: noon }]);
  for (const offset of ["+01:00", "%2B01:00", "+0100", "+01"]) {
    expect(await read(`/users?updatedSince=2026-11-24T13:00:00${offset}`)).toHaveLength(1);
    expect(await read(`/users?updatedSince=2026-11-24T13:00:01${offset}`)).toHaveLength(0);
  }
});

it("accepts an unencoded '+' in an email", async () => {
  await createUsers(application.workspaceId, [{ alias: "kim+news@acme-inc.com" }]);
  for (const email of ["kim+news@acme-inc.com", "kim%2Bnews@acme-inc.com"])
    expect(await read(`/users?email=${email}`)).toHaveLength(1);
  const response = await call("/users?email=+kim@acme-inc.com", { key: application.key });
  expect(response.status).toBe(400);
});

it("ignores case in the email of a user and the domain of an account", async () => {
  await createUsers(application.workspaceId, [{ alias: "kim@acme-inc.com" }]);
  await createAccounts(application.workspaceId, [{ alias: "xn--bcher-kva.com" }]);
  expect(await read("/users?email=Kim@ACME-inc.com")).toHaveLength(1);
  expect(await read("/accounts?domain=B%C3%BCcher.com")).toHaveLength(1);
});

describe("events", () => {
  it.each(["user", "account"] as const)(
    "of %ss are filtered by name and time, alone and combined",
    async (kind) => {
      const { workspaceId } = application;
      const [owner, other] = await (kind === "user" ? createUsers : createAccounts)(
        workspaceId,
        numberedContacts(2),
      );
      const events = Array.from({ length: 16 }, (_, i) => ({
        name: i % 3 ? "seen" : "paid",
        triggeredAt: minutesAfterNoon(i % 8),
        [`${kind}Id`]: i % 5 ? owner : other,
      }));
      await createEvents(workspaceId, events);
      const own = events.filter((_, i) => i % 5);
      for (const name of [undefined, "paid", "unknown"])
        for (const from of [undefined, minutesAfterNoon(2)])
          for (const to of [undefined, minutesAfterNoon(6)]) {
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
            expect(new Set(listIds(found)).size).toBe(found.length);
            if (name) expect(found.every((event) => event.name === name)).toBe(true);
          }
    },
  );
});
