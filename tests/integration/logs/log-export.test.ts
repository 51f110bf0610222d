import { describe, expect, it, test } from "vitest";
import { GET, POST } from "@/app/api/logs/route";
import type { Actor } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { createExportStream } from "@/lib/logs/export/export-file";
import { exportFields } from "@/lib/logs/export/export-row";
import { listLogs } from "@/lib/logs/read/queries";
import { LogFilter } from "@/lib/logs/schema";
import { storeCalls } from "@/lib/logs/write/store";
import { day } from "@/lib/time";
import { createApplicationIn } from "@/tests/support/factories/application";
import { createWorkspaceOf } from "@/tests/support/factories/people";
import { createSessionCookie } from "@/tests/support/factories/session";
import { idAt, storedCall } from "@/tests/support/factories/stored-call";
import { parseCsv } from "@/tests/support/matchers/csv";

async function createWorld() {
  const { workspaceId, slug, actors } = await createWorkspaceOf("owner", "admin", "member");
  const [owner, admin, member] = actors as [Actor, Actor, Actor];
  const application = await createApplicationIn({ workspaceId, personId: owner.personId });
  const at = { workspaceId, applicationId: application.id };
  const ask = async (query: string, actor: Actor | null = owner, headers: Record<string, string> = {}) => {
    const url = `http://localhost/api/logs?workspace=${slug}${query}`;
    const cookie = actor ? await createSessionCookie(actor) : "";
    return GET(new Request(url, { headers: { cookie, ...headers } }), { params: Promise.resolve({}) });
  };
  return { workspaceId, slug, owner, admin, member, application, at, ask };
}

const nothing = LogFilter.parse({});

const membershipOf = ({ workspaceId, personId }: Actor) => ({ where: { workspaceId, personId } });

function readLines(text: string) {
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

test("exports every call in full as a line of JSON, newest first, over many pages", async () => {
  const { at, ask, application } = await createWorld();
  const calls = Array.from({ length: 1_100 }, (_, index) =>
    storedCall(at, { requestBody: `{"n":${index}}` }),
  );
  await storeCalls(calls);
  const response = await ask("&format=ndjson");
  expect(response.headers.get("content-type")).toBe("application/x-ndjson; charset=utf-8");
  expect(response.headers.get("content-disposition")).toMatch(
    /^attachment; filename="calls-test-.*\.ndjson"$/,
  );
  expect(response.headers.get("x-total-count")).toBe("1100");
  const lines = readLines(await response.text());
  expect(lines.map(({ requestId }) => requestId)).toEqual(calls.map(({ id }) => id).toReversed());
  expect(Object.keys(lines[0])).toEqual(exportFields);
  expect(lines[0]).toMatchObject({
    application: expect.stringContaining("Application"),
    key: null,
    permission: null,
    requestBody: '{"n":1099}',
    requestHeaders: { "user-agent": "js-sdk/3.1.0", "x-api-key": "[removed]" },
  });
  await storeCalls([storedCall(at, { apiKeyId: application.keyId })]);
  const [newest] = readLines(await (await ask("&format=ndjson")).text());
  expect(newest.key).toBe(`jny_…${application.key.slice(-4)}`);
});

test("exports the same as CSV, without formulas that a spreadsheet would run", async () => {
  const { at, ask } = await createWorld();
  const nasty = [
    "=cmd|' /C calc'!A0",
    '"quoted", and\r\ntwo lines',
    "👩‍🚀 <script>",
    "\t=1",
    "＝1",
    "",
    "plain",
  ];
  const calls = nasty.map((text) =>
    storedCall(at, { requestBody: text, path: text, query: text, client: text }),
  );
  await storeCalls(calls);
  const text = await (await ask("&format=csv")).text();
  // Response.text() drops the byte order mark.
  const bytes = new Uint8Array(await (await ask("&format=csv")).arrayBuffer());
  expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  const [head, ...lines] = parseCsv(text.replace(/^\uFEFF/, ""));
  expect(head).toEqual(exportFields);
  const column = (name: (typeof exportFields)[number]) =>
    lines.map((line) => line[exportFields.indexOf(name)]);
  const safe = [
    "'=cmd|' /C calc'!A0",
    ...nasty.slice(1, 3),
    "'\t'=1",
    "'＝1",
    ...nasty.slice(5),
  ].toReversed();
  for (const name of ["requestBody", "path", "query", "client"] as const) expect(column(name)).toEqual(safe);
  expect(column("status")).toEqual(nasty.map(() => "200"));
  expect(JSON.parse(column("requestHeaders")[0] ?? "")).toEqual({
    "user-agent": "js-sdk/3.1.0",
    "x-api-key": "[removed]",
  });
});

test("returns a page of the list as JSON, and the next one by its cursor", async () => {
  const { at, ask, workspaceId } = await createWorld();
  await storeCalls(Array.from({ length: 60 }, () => storedCall(at)));
  const first = await (await ask("")).json();
  const list = await listLogs(workspaceId, {});
  expect(first.data).toEqual(JSON.parse(JSON.stringify(list.rows)));
  expect(first.page).toEqual({ next: list.next });
  expect(first.meta).toMatchObject({ status: 200 });
  const second = await (await ask(`&before=${first.page.next}`)).json();
  expect(second.data).toHaveLength(10);
  expect(second.page).toEqual({ next: null });
});

test("exports the calls that the list shows for the filter", async () => {
  const { at, ask, workspaceId, owner } = await createWorld();
  const other = await createApplicationIn({ workspaceId, personId: owner.personId });
  await storeCalls([
    storedCall(at, { status: 404, errorCode: "not_found" }),
    storedCall(at, { id: idAt(new Date(Date.now() - 2 * day)) }),
    storedCall({ ...at, applicationId: other.id }),
    storedCall({ ...at, applicationId: other.id }, { method: "POST", requestBody: "needle" }),
  ]);
  const yesterday = new Date(Date.now() - day).toISOString();
  for (const query of [
    `application=${at.applicationId}`,
    `application=${at.applicationId}&application=${other.id}`,
    "range=24h",
    `to=${yesterday}`,
    `range=24h&to=${yesterday}`,
  ]) {
    const { data }: { data: { id: string }[] } = await (await ask(`&${query}`)).json();
    const exported = await ask(`&format=ndjson&${query}`);
    const lines = readLines(await exported.text());
    expect(lines.map(({ requestId }) => requestId)).toEqual(data.map(({ id }) => id));
    expect(exported.headers.get("x-total-count")).toBe(String(data.length));
  }
});

test("excludes calls before the retention period, also when it changes during the export", async () => {
  const { at, workspaceId } = await createWorld();
  const old = Array.from({ length: 600 }, (_, index) =>
    storedCall(at, { id: idAt(new Date(Date.now() - 10 * day + index)) }),
  );
  const fresh = Array.from({ length: 600 }, () => storedCall(at));
  await storeCalls([...old, ...fresh]);
  const reader = createExportStream(workspaceId, nothing, "ndjson").getReader();
  await reader.read();
  await prisma.workspace.update({ where: { id: workspaceId }, data: { logDays: 7 } });
  let rest = "";
  for (let part = await reader.read(); !part.done; part = await reader.read())
    rest += Buffer.from(part.value).toString();
  expect(readLines(rest)).toHaveLength(100);
});

describe("a running export", () => {
  const beginOver = async (pages: number) => {
    const world = await createWorld();
    await storeCalls(Array.from({ length: pages * 500 }, () => storedCall(world.at)));
    const response = await world.ask("&format=ndjson", world.admin);
    const reader = response.body?.getReader() as ReadableStreamDefaultReader<Uint8Array>;
    expect((await reader.read()).done).toBe(false);
    return { ...world, reader };
  };

  it.each([
    ["is no member any more", (person: Actor) => prisma.membership.deleteMany(membershipOf(person))],
    [
      "may not see values any more",
      (person: Actor) => prisma.membership.updateMany({ ...membershipOf(person), data: { role: "member" } }),
    ],
    [
      "has been signed out",
      ({ personId: id }: Actor) =>
        prisma.person.update({ where: { id }, data: { sessionVersion: { increment: 1 } } }),
    ],
  ])("breaks off before its end, and not at it, once whoever began it %s", async (_, lose) => {
    const { admin, reader } = await beginOver(3);
    await lose(admin);
    await expect(reader.read()).rejects.toThrow();
  });

  it("breaks the connection when the database fails", async () => {
    const { reader, workspaceId } = await beginOver(3);
    await pool.query(`ALTER TABLE "RequestDimension" RENAME TO "Gone"`);
    await expect(reader.read()).rejects.toThrow("The export broke off.");
    await pool.query(`ALTER TABLE "Gone" RENAME TO "RequestDimension"`);
    expect((await listLogs(workspaceId, {})).rows).toHaveLength(50);
  });
});

describe("limits of exports", () => {
  const tooMany = async (response: Response) => {
    expect(response.status).toBe(429);
    expect(response.headers.get("retry-after")).toBe("10");
    return (await response.json()).message;
  };

  it("allow two per person, also for simultaneous requests, and another one after an end", async () => {
    const { ask, owner, admin, workspaceId } = await createWorld();
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask("&format=csv", owner)));
    const [first, second, ...refused] = answers.toSorted((a, b) => a.status - b.status);
    expect([first?.status, second?.status]).toEqual([200, 200]);
    for (const response of refused) expect(await tooMany(response)).toMatch(/^You have 2 exports running/);
    // A rejected export leaves no audit entry.
    expect(await prisma.auditEntry.count({ where: { workspaceId, action: "log.export" } })).toBe(2);
    expect((await ask("", owner)).status).toBe(200);
    expect((await ask("&format=csv", admin)).status).toBe(200);
    await first?.text();
    expect((await ask("&format=csv", owner)).status).toBe(200);
    expect((await ask("&format=csv", owner)).status).toBe(429);
    await second?.body?.cancel();
    expect((await ask("&format=csv", owner)).status).toBe(200);
  });

  it("allow four per workspace", async () => {
    const { workspaceId, slug, actors } = await createWorkspaceOf("owner", "admin", "admin");
    const ask = async (actor: Actor) =>
      GET(
        new Request(`http://localhost/api/logs?workspace=${slug}&format=csv`, {
          headers: { cookie: await createSessionCookie(actor) },
        }),
        { params: Promise.resolve({}) },
      );
    const [owner, admin, another] = actors as [Actor, Actor, Actor];
    for (const actor of [owner, owner, admin, admin]) expect((await ask(actor)).status).toBe(200);
    expect(await tooMany(await ask(another))).toMatch(/^This workspace has 4 exports running/);
    expect(await prisma.auditEntry.count({ where: { workspaceId, action: "log.export" } })).toBe(4);
  });

  it("do not count HEAD requests or clients that leave before the first byte", async () => {
    const { slug, owner, ask } = await createWorld();
    const cookie = await createSessionCookie(owner);
    for (let index = 0; index < 3; index += 1) {
      const leaving = new AbortController();
      const url = `http://localhost/api/logs?workspace=${slug}&format=csv`;
      const request = new Request(url, { headers: { cookie }, signal: leaving.signal });
      expect((await GET(request, { params: Promise.resolve({}) })).status).toBe(200);
      leaving.abort();
      const head = new Request(url, { method: "HEAD", headers: { cookie } });
      expect((await GET(head, { params: Promise.resolve({}) })).status).toBe(200);
    }
    expect((await ask("&format=csv", owner)).status).toBe(200);
  });
});

describe("access", () => {
  it("allows owners and admins, after an audit entry", async () => {
    const { workspaceId, owner, admin, ask } = await createWorld();
    await ask("&format=csv&status=4xx&status=500&search=a%20b", owner);
    await ask("&format=ndjson", admin);
    await ask("&format=ndjson", admin);
    await ask("", admin);
    const entries = await prisma.auditEntry.findMany({
      where: { workspaceId, action: "log.export" },
      orderBy: { id: "asc" },
    });
    expect(entries).toMatchObject([
      { personId: owner.personId, action: "log.export", subject: "csv, status=4xx, status=500, search=a b" },
      { personId: admin.personId, action: "log.export", subject: "ndjson" },
      { personId: admin.personId, action: "log.export", subject: "ndjson" },
    ]);
  });

  it("writes no API key from a search into the audit entry", async () => {
    const { workspaceId, application, ask } = await createWorld();
    await ask(`&format=csv&search=${application.key}`);
    const [entry] = await prisma.auditEntry.findMany({ where: { workspaceId, action: "log.export" } });
    expect(entry?.subject).toBe("csv, search=[removed]");
  });

  it("rejects a member and names the roles that may export", async () => {
    const { member, ask, workspaceId } = await createWorld();
    for (const query of ["", "&format=csv"]) {
      const response = await ask(query, member);
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ message: "Only owners and admins can do this." });
    }
    expect(await prisma.auditEntry.count({ where: { workspaceId, action: "log.export" } })).toBe(0);
  });

  it("returns 404 for another workspace, as for an unknown one", async () => {
    const [here, there] = [await createWorld(), await createWorld()];
    const foreign = await here.ask("", there.owner);
    const missing = await here.ask("x", here.owner);
    for (const response of [foreign, missing]) {
      expect(response.status).toBe(404);
      expect((await response.json()).message).toBe("You are not a member of this workspace.");
    }
  });

  it("returns 401 without a session, also with an API key, and logs that call", async () => {
    const { ask, application, workspaceId } = await createWorld();
    expect((await ask("", null)).status).toBe(401);
    const response = await ask("", null, { "x-api-key": application.key });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({
      message: expect.stringContaining("Sign in"),
      meta: { status: 401 },
    });
    await expect
      .poll(async () => (await listLogs(workspaceId, {})).rows)
      .toMatchObject([{ path: "/api/logs", status: 401 }]);
  });

  it("rejects an ended session", async () => {
    const { owner, ask } = await createWorld();
    const cookie = await createSessionCookie(owner);
    await prisma.person.update({ where: { id: owner.personId }, data: { sessionVersion: { increment: 1 } } });
    expect((await ask("", null, { cookie })).status).toBe(401);
  });

  it.each([
    [403, { "sec-fetch-site": "cross-site" }],
    [403, { "sec-fetch-site": "same-site" }],
    [200, { "sec-fetch-site": "same-origin" }],
    [200, { "sec-fetch-site": "none" }],
    // Browsers send no Sec-Fetch-Site over plain HTTP.
    [403, { referer: "http://evil.example/localhost:3000" }],
    [403, { origin: "http://evil.example", referer: "http://localhost:3000/" }],
    [403, { origin: "null" }],
    [403, { referer: "http://localhost:3001/" }],
    [200, { referer: "http://localhost:3000/acme/settings" }],
    [200, { referer: "http://192.0.2.7:3000/acme/settings", host: "192.0.2.7:3000" }],
    // Programs send none of these headers.
    [200, {}],
  ])("exports for requests of the same site only: %i with %o", async (status, headers) => {
    const { owner, ask, workspaceId } = await createWorld();
    expect((await ask("&format=csv", owner, headers)).status).toBe(status);
    expect(await prisma.auditEntry.count({ where: { workspaceId, action: "log.export" } })).toBe(
      status === 200 ? 1 : 0,
    );
  });
});

test("rejects unknown parameters and values by name", async () => {
  const { ask } = await createWorld();
  for (const [query, name] of [
    ["&stauts=4xx", "stauts"],
    ["&format=xml", "format"],
    ["&status=4xy", "status.0"],
    ["&range=1h&range=24h", "range"],
    ["&from=yesterday", "from"],
    ["&search=%00", "search"],
    ["&before=1", "before"],
  ]) {
    const response = await ask(`${query}`);
    expect(response.status, query).toBe(400);
    const { errors } = await response.json();
    expect(Object.keys(errors.parameters.query), query).toEqual([name]);
  }
  const { slug, owner } = await createWorld();
  const refused = await POST(
    new Request(`http://localhost/api/logs?workspace=${slug}`, {
      method: "POST",
      headers: { cookie: await createSessionCookie(owner) },
    }),
    { params: Promise.resolve({}) },
  );
  expect(refused.status).toBe(405);
  expect(refused.headers.get("allow")).toBe("GET, HEAD");
});
