import { setTimeout as pause } from "node:timers/promises";
import fc from "fast-check";
import { Client } from "pg";
import { describe, expect, it, test } from "vitest";
import { GET } from "@/app/api/logs/live/route";
import type { Actor } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import { env } from "@/lib/env";
import { createId } from "@/lib/ids";
import type { LiveCursor } from "@/lib/logs/live/cursor";
import { pollNewCalls } from "@/lib/logs/live/poll";
import { LogFilter } from "@/lib/logs/schema";
import { storeCalls } from "@/lib/logs/write/store";
import { minute, second } from "@/lib/time";
import { createApplicationIn } from "@/tests/support/factories/application";
import { createWorkspaceOf } from "@/tests/support/factories/people";
import { cookieOf } from "@/tests/support/factories/session";
import { idAt, storedCall } from "@/tests/support/factories/stored-call";
import { readEvents, type StreamEvent } from "@/tests/support/servers/event-stream";

const nothing = LogFilter.parse({});

async function createWorld() {
  const { workspaceId, slug, actors } = await createWorkspaceOf("owner", "member");
  const [owner, member] = actors as [Actor, Actor];
  const { id: applicationId } = await createApplicationIn({ workspaceId, personId: owner.personId });
  const at = { workspaceId, applicationId };
  const open = async (actor: Actor | null, query = "", lastEventId?: string) => {
    const headers = new Headers({ cookie: actor ? await cookieOf(actor) : "" });
    if (lastEventId) headers.set("last-event-id", lastEventId);
    const url = `http://localhost/api/logs/live?workspace=${slug}${query}`;
    return GET(new Request(url, { headers }), { params: Promise.resolve({}) });
  };
  return { at, owner, member, open };
}

async function begin(actor: Actor): Promise<LiveCursor> {
  return (await pollNewCalls(actor, nothing, null)).cursor;
}

async function look(actor: Actor, last: LiveCursor, change: Partial<LogFilter> = {}) {
  const { cursor, rows } = await pollNewCalls(actor, { ...nothing, ...change }, last);
  return { cursor, ids: rows?.map(({ id }) => id) };
}

describe("a look", () => {
  it("brings what was stored since the last one, once, and newest first", async () => {
    const { at, owner } = await createWorld();
    await storeCalls([storedCall(at)]);
    const start = await begin(owner);
    expect((await look(owner, start)).ids).toEqual([]);
    const calls = [storedCall(at), storedCall(at)];
    await storeCalls(calls);
    const second = await look(owner, start);
    expect(second.ids).toEqual(calls.map(({ id }) => id).toReversed());
    expect((await look(owner, second.cursor)).ids).toEqual([]);
    // Whoever did not hear of it asks again.
    expect((await look(owner, start)).ids).toHaveLength(2);
  });

  it("brings a call whose transaction began before the last look, and ended after others", async () => {
    const { at, owner } = await createWorld();
    const [template, quick] = [storedCall(at), storedCall(at)];
    await storeCalls([template]);
    const slow = await beginStoring(template.id);
    const start = await begin(owner);
    await storeCalls([quick]);
    const first = await look(owner, start);
    expect(first.ids).toEqual([quick.id]);
    await slow.commit();
    const second = await look(owner, first.cursor);
    expect(second.ids).toEqual([slow.id]);
    expect((await look(owner, second.cursor)).ids).toEqual([]);
  });

  it("brings a call of a dimension that never was before", async () => {
    const { at, owner } = await createWorld();
    const start = await begin(owner);
    const call = storedCall(at, { status: 418, ipAddress: "198.51.100.7" });
    await storeCalls([call, storedCall(at)]);
    expect((await look(owner, start, { status: ["4xx"] })).ids).toEqual([call.id]);
    expect((await look(owner, start, { ip: ["198.51.100.7"] })).ids).toEqual([call.id]);
    expect((await look(owner, start, { ip: ["198.51.100.8"] })).ids).toEqual([]);
  });

  it("finds a text in bodies for whoever may see them, and a request id for everybody", async () => {
    const { at, owner, member } = await createWorld();
    const start = await begin(owner);
    const call = storedCall(at, { requestBody: "a needle, 100%" });
    await storeCalls([call, storedCall(at, { requestBody: "a needle, 1000" })]);
    expect((await look(owner, start, { search: "needle, 100%" })).ids).toEqual([call.id]);
    expect((await look(member, start, { search: "needle" })).ids).toEqual([]);
    for (const actor of [owner, member])
      expect((await look(actor, start, { search: call.id.toLowerCase() })).ids).toEqual([call.id]);
  });

  it("shows a member no values", async () => {
    const { at, member } = await createWorld();
    const start = await begin(member);
    await storeCalls([
      storedCall(at, { route: "/users/{userId}", path: "/api/users/ada@example.com", query: "?a=secret" }),
    ]);
    const { rows } = await pollNewCalls(member, nothing, start);
    expect(JSON.stringify(rows)).not.toMatch(/ada|secret/);
  });

  it("takes times that no call can have for what they say", async () => {
    const { at, owner } = await createWorld();
    const start = await begin(owner);
    const call = storedCall(at);
    await storeCalls([call]);
    const [first, last] = [new Date(-8.64e15), new Date(8.64e15)];
    expect((await look(owner, start, { from: first, to: last })).ids).toEqual([call.id]);
    expect((await look(owner, start, { to: first })).ids).toEqual([]);
    expect((await look(owner, start, { from: last })).ids).toEqual([]);
  });

  it("sees nothing of other workspaces", async () => {
    const [here, there] = [await createWorld(), await createWorld()];
    const start = await begin(here.owner);
    await storeCalls([storedCall(there.at)]);
    expect((await look(here.owner, start)).ids).toEqual([]);
  });

  it("has the list read anew where too much is in between", async () => {
    const { at, owner } = await createWorld();
    const start = await begin(owner);
    const old = { ...start, takenAt: Date.now() - 11 * minute };
    expect((await look(owner, old)).ids).toBeUndefined();
    await storeCalls(Array.from({ length: 501 }, () => storedCall(at)));
    expect((await look(owner, start)).ids).toBeUndefined();
  });

  it("brings what waited for the database while it was away", async () => {
    const { at, owner } = await createWorld();
    const start = { ...(await begin(owner)), takenAt: Date.now() - 5 * minute };
    const call = storedCall(at, { id: idAt(new Date(start.takenAt - 30 * second)) });
    await storeCalls([call]);
    expect((await look(owner, start)).ids).toEqual([call.id]);
  });
});

test("of calls stored on several connections, in transactions that overlap at random, each comes exactly once", async () => {
  const { at, owner } = await createWorld();
  const template = storedCall(at);
  await storeCalls([template]);
  const clients = await Promise.all(Array.from({ length: 4 }, connect));
  const steps = fc.array(
    fc.record({
      writer: fc.nat(3),
      rows: fc.integer({ min: 1, max: 3 }),
      waits: fc.nat(4),
      fails: fc.boolean(),
    }),
    { minLength: 8, maxLength: 24 },
  );
  await fc.assert(
    fc.asyncProperty(
      steps,
      fc.array(fc.record({ pause: fc.nat(6), lost: fc.boolean() }), { minLength: 6 }),
      async (writes, looks) => {
        const start = await begin(owner);
        const stored: string[] = [];
        const writers = clients.map(async (client, index) => {
          for (const { rows, waits, fails } of writes.filter(({ writer }) => writer === index)) {
            await client.query("BEGIN");
            const ids = Array.from({ length: rows }, createId);
            for (const id of ids) {
              await copyCall(client, template.id, id);
              await pause(waits);
            }
            await client.query(fails ? "ROLLBACK" : "COMMIT");
            if (!fails) stored.push(...ids);
          }
        });
        const seen: string[] = [];
        let last = start;
        const reader = async () => {
          for (const { pause: milliseconds, lost } of looks) {
            await pause(milliseconds);
            const { cursor, ids } = await look(owner, last);
            // The connection broke: nobody heard of it, and whoever comes again has the cursor of before.
            if (lost) continue;
            seen.push(...(ids ?? []));
            last = cursor;
          }
        };
        await Promise.all([...writers, reader()]);
        seen.push(...((await look(owner, last)).ids ?? []));
        expect(seen.toSorted()).toEqual(stored.toSorted());
      },
    ),
    { numRuns: 25 },
  );
  await Promise.all(clients.map((client) => client.end()));
});

describe("the stream", () => {
  it("begins with the list, goes on with what is new, and comes again where it was left", async () => {
    const { at, member, open } = await createWorld();
    const response = await open(member, "&status=2xx");
    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(response.headers.get("cache-control")).toContain("no-transform");
    const events = readEvents(response);
    expect(await nextEvent(events)).toMatchObject({ name: "reload" });
    const [first, missed] = [storedCall(at), storedCall(at)];
    await storeCalls([first, storedCall(at, { status: 404 })]);
    const event = await nextEvent(events);
    expect(event).toMatchObject({ name: "calls", data: [{ id: first.id }] });
    await events.return(undefined);
    await storeCalls([missed]);
    const again = readEvents(await open(member, "&status=2xx", event.id ?? ""));
    expect((await nextEvent(again)).data).toMatchObject([{ id: missed.id }]);
    await again.return(undefined);
  });

  it("takes a cursor that nobody gave out for none", async () => {
    const { owner, open } = await createWorld();
    for (const cursor of ["x", `9:3:@${Date.now()}`, `5:9:99@${Date.now()}`]) {
      const events = readEvents(await open(owner, "", cursor));
      expect(await nextEvent(events)).toMatchObject({ name: "reload" });
      await events.return(undefined);
    }
  });

  it("ends when its reader is no member any more", async () => {
    const { at, member, open } = await createWorld();
    const events = readEvents(await open(member));
    await events.next();
    await prisma.membership.deleteMany({ where: { workspaceId: at.workspaceId, personId: member.personId } });
    await storeCalls([storedCall(at)]);
    expect(await nextEvent(events)).toEqual({ id: null, name: "gone", data: [] });
    expect((await events.next()).done).toBe(true);
  });

  it("is open in five places at most, and has room again when one is left", async () => {
    const { owner, open } = await createWorld();
    // All at once, and before any of them is read.
    const answers = await Promise.all(Array.from({ length: 8 }, () => open(owner)));
    const opened = answers.filter(({ status }) => status === 200);
    expect(opened).toHaveLength(5);
    for (const refused of answers.filter((answer) => !opened.includes(answer))) {
      expect(refused.status).toBe(429);
      expect((await refused.json()).message).toContain("5 places");
    }
    const streams = opened.map(readEvents);
    await Promise.all(streams.map((events) => events.next()));
    await streams[0]?.return(undefined);
    const events = readEvents(await open(owner));
    expect((await events.next()).value).toMatchObject({ name: "reload" });
    await Promise.all([events, ...streams].map((each) => each.return(undefined)));
  });

  it("is closed to whoever is signed out, or of another workspace", async () => {
    const [here, there] = [await createWorld(), await createWorld()];
    expect((await here.open(null)).status).toBe(401);
    expect((await here.open(there.owner)).status).toBe(404);
    expect((await here.open(here.owner, "%00")).status).toBe(404);
    expect((await here.open(here.owner, "&stauts=4xx")).status).toBe(400);
  });
});

/** The next event that is more than a sign of life. */
async function nextEvent(events: AsyncGenerator<StreamEvent>): Promise<StreamEvent> {
  for (;;) {
    const { value, done } = await events.next();
    if (done) throw new Error("The stream has ended.");
    if (value.name !== "heartbeat") return value;
  }
}

/** A call whose transaction is not at its end yet. */
async function beginStoring(templateId: string) {
  const client = await connect();
  const id = createId();
  await client.query("BEGIN");
  await copyCall(client, templateId, id);
  const commit = async () => {
    await client.query("COMMIT");
    await client.end();
  };
  return { id, commit };
}

async function connect(): Promise<Client> {
  const client = new Client({ connectionString: env().DATABASE_URL });
  await client.connect();
  return client;
}

async function copyCall(client: Client, templateId: string, id: string): Promise<void> {
  await client.query(
    `INSERT INTO "RequestLog" (
       "workspaceId", "id", "dimensionId", "path", "query", "duration", "requestHeaders", "responseHeaders",
       "requestBody", "requestBytes", "responseBody", "responseBytes")
     SELECT "workspaceId", $2, "dimensionId", "path", "query", "duration", "requestHeaders", "responseHeaders",
       "requestBody", "requestBytes", "responseBody", "responseBytes"
     FROM "RequestLog" WHERE "id" = $1`,
    [templateId, id],
  );
}
