import { setTimeout as pause } from "node:timers/promises";
import fc from "fast-check";
import { Client } from "pg";
import { describe, expect, it, test } from "vitest";
import { GET } from "@/app/api/logs/live/route";
import type { Actor } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import { env } from "@/lib/env";
import { createId } from "@/lib/ids";
import { type LivePosition, pollNewCalls } from "@/lib/logs/live/poll";
import { LogFilter } from "@/lib/logs/schema";
import { storeCalls } from "@/lib/logs/write/store";
import { minute, second } from "@/lib/time";
import { createApplicationIn } from "@/tests/support/factories/application";
import { createWorkspaceOf } from "@/tests/support/factories/people";
import { createSessionCookie } from "@/tests/support/factories/session";
import { idAt, storedCall } from "@/tests/support/factories/stored-call";
import { readEvents, type StreamEvent } from "@/tests/support/servers/event-stream";

const noFilter = LogFilter.parse({});

async function createWorld() {
  const { workspaceId, slug, actors } = await createWorkspaceOf("owner", "member");
  const [owner, member] = actors as [Actor, Actor];
  const { id: applicationId } = await createApplicationIn({ workspaceId, personId: owner.personId });
  const at = { workspaceId, applicationId };
  const open = async (actor: Actor | null, query = "", lastEventId?: string) => {
    const headers = new Headers({ cookie: actor ? await createSessionCookie(actor) : "" });
    if (lastEventId) headers.set("last-event-id", lastEventId);
    const url = `http://localhost/api/logs/live?workspace=${slug}${query}`;
    return GET(new Request(url, { headers }), { params: Promise.resolve({}) });
  };
  return { at, owner, member, open };
}

/** The position of a client that opens the stream now. */
async function startPolling(actor: Actor): Promise<LivePosition> {
  return (await pollNewCalls(actor, noFilter, null)).position;
}

async function poll(actor: Actor, last: LivePosition, change: Partial<LogFilter> = {}) {
  const { position, rows } = await pollNewCalls(actor, { ...noFilter, ...change }, last);
  return { position, ids: rows?.map(({ id }) => id) };
}

describe("a poll", () => {
  it("returns the calls stored since the last poll, once and newest first", async () => {
    const { at, owner } = await createWorld();
    await storeCalls([storedCall(at)]);
    const start = await startPolling(owner);
    expect((await poll(owner, start)).ids).toEqual([]);
    const calls = [storedCall(at), storedCall(at)];
    await storeCalls(calls);
    const second = await poll(owner, start);
    expect(second.ids).toEqual(calls.map(({ id }) => id).toReversed());
    expect((await poll(owner, second.position)).ids).toEqual([]);
    // A client that missed the answer polls again from the old position.
    expect((await poll(owner, start)).ids).toHaveLength(2);
  });

  it("returns a call whose transaction began before the last poll and committed after others", async () => {
    const { at, owner } = await createWorld();
    const [template, quick] = [storedCall(at), storedCall(at)];
    await storeCalls([template]);
    const slow = await beginStoring(template.id);
    const start = await startPolling(owner);
    await storeCalls([quick]);
    const first = await poll(owner, start);
    expect(first.ids).toEqual([quick.id]);
    await slow.commit();
    const second = await poll(owner, first.position);
    expect(second.ids).toEqual([slow.id]);
    expect((await poll(owner, second.position)).ids).toEqual([]);
  });

  it("returns a call of a new dimension", async () => {
    const { at, owner } = await createWorld();
    const start = await startPolling(owner);
    const call = storedCall(at, { status: 418, ipAddress: "198.51.100.7" });
    await storeCalls([call, storedCall(at)]);
    expect((await poll(owner, start, { status: ["4xx"] })).ids).toEqual([call.id]);
    expect((await poll(owner, start, { ip: ["198.51.100.7"] })).ids).toEqual([call.id]);
    expect((await poll(owner, start, { ip: ["198.51.100.8"] })).ids).toEqual([]);
  });

  it("searches bodies for admins, and finds a request id for everybody", async () => {
    const { at, owner, member } = await createWorld();
    const start = await startPolling(owner);
    const call = storedCall(at, { requestBody: "a needle, 100%" });
    await storeCalls([call, storedCall(at, { requestBody: "a needle, 1000" })]);
    expect((await poll(owner, start, { search: "needle, 100%" })).ids).toEqual([call.id]);
    expect((await poll(member, start, { search: "needle" })).ids).toEqual([]);
    for (const actor of [owner, member])
      expect((await poll(actor, start, { search: call.id.toLowerCase() })).ids).toEqual([call.id]);
  });

  it("masks values for members", async () => {
    const { at, member } = await createWorld();
    const start = await startPolling(member);
    await storeCalls([
      storedCall(at, { route: "/users/{userId}", path: "/api/users/ada@example.com", query: "?a=secret" }),
    ]);
    const { rows } = await pollNewCalls(member, noFilter, start);
    expect(JSON.stringify(rows)).not.toMatch(/ada|secret/);
  });

  it("accepts a time range outside of all possible calls", async () => {
    const { at, owner } = await createWorld();
    const start = await startPolling(owner);
    const call = storedCall(at);
    await storeCalls([call]);
    const [first, last] = [new Date(-8.64e15), new Date(8.64e15)];
    expect((await poll(owner, start, { from: first, to: last })).ids).toEqual([call.id]);
    expect((await poll(owner, start, { to: first })).ids).toEqual([]);
    expect((await poll(owner, start, { from: last })).ids).toEqual([]);
  });

  it("returns no call of another workspace", async () => {
    const [here, there] = [await createWorld(), await createWorld()];
    const start = await startPolling(here.owner);
    await storeCalls([storedCall(there.at)]);
    expect((await poll(here.owner, start)).ids).toEqual([]);
  });

  it("asks for a reload after 10 minutes, or for more than 500 new calls", async () => {
    const { at, owner } = await createWorld();
    const start = await startPolling(owner);
    const old = { ...start, polledAt: Date.now() - 11 * minute };
    expect((await poll(owner, old)).ids).toBeUndefined();
    await storeCalls(Array.from({ length: 501 }, () => storedCall(at)));
    expect((await poll(owner, start)).ids).toBeUndefined();
  });

  it("returns calls that waited for the database during an outage", async () => {
    const { at, owner } = await createWorld();
    const start = { ...(await startPolling(owner)), polledAt: Date.now() - 5 * minute };
    const call = storedCall(at, { id: idAt(new Date(start.polledAt - 30 * second)) });
    await storeCalls([call]);
    expect((await poll(owner, start)).ids).toEqual([call.id]);
  });
});

test("returns each call exactly once while overlapping transactions store calls", async () => {
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
      async (writes, polls) => {
        const start = await startPolling(owner);
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
          for (const { pause: milliseconds, lost } of polls) {
            await pause(milliseconds);
            const { position, ids } = await poll(owner, last);
            // The answer is lost: the client polls again from the old position.
            if (lost) continue;
            seen.push(...(ids ?? []));
            last = position;
          }
        };
        await Promise.all([...writers, reader()]);
        seen.push(...((await poll(owner, last)).ids ?? []));
        expect(seen.toSorted()).toEqual(stored.toSorted());
      },
    ),
    { numRuns: 25 },
  );
  await Promise.all(clients.map((client) => client.end()));
});

describe("the stream", () => {
  it("starts with a reload, sends new calls, and resumes after a reconnection", async () => {
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
    // The new connection repeats the calls of the last minute. The browser drops those that it has.
    expect((await nextEvent(again)).data).toMatchObject([{ id: missed.id }, { id: first.id }]);
    await again.return(undefined);
  });

  it("starts with a reload if Last-Event-ID is invalid", async () => {
    const { owner, open } = await createWorld();
    for (const lastEventId of ["x", "1", `5:9:99@${Date.now()}`]) {
      const events = readEvents(await open(owner, "", lastEventId));
      expect(await nextEvent(events)).toMatchObject({ name: "reload" });
      await events.return(undefined);
    }
  });

  it("ends when the membership is removed", async () => {
    const { at, member, open } = await createWorld();
    const events = readEvents(await open(member));
    await events.next();
    await prisma.membership.deleteMany({ where: { workspaceId: at.workspaceId, personId: member.personId } });
    await storeCalls([storedCall(at)]);
    expect(await nextEvent(events)).toEqual({ id: null, name: "gone", data: [] });
    expect((await events.next()).done).toBe(true);
  });

  it("allows five streams a person, and another one once a stream is closed", async () => {
    const { owner, open } = await createWorld();
    // Opened at once, before any of them is read.
    const answers = await Promise.all(Array.from({ length: 8 }, () => open(owner)));
    const opened = answers.filter(({ status }) => status === 200);
    expect(opened).toHaveLength(5);
    for (const rejected of answers.filter((answer) => !opened.includes(answer))) {
      expect(rejected.status).toBe(429);
      expect((await rejected.json()).message).toContain("5 places");
    }
    const streams = opened.map(readEvents);
    await Promise.all(streams.map((events) => events.next()));
    await streams[0]?.return(undefined);
    const events = readEvents(await open(owner));
    expect((await events.next()).value).toMatchObject({ name: "reload" });
    await Promise.all([events, ...streams].map((each) => each.return(undefined)));
  });

  it("rejects requests that are signed out, of another workspace or malformed", async () => {
    const [here, there] = [await createWorld(), await createWorld()];
    expect((await here.open(null)).status).toBe(401);
    expect((await here.open(there.owner)).status).toBe(404);
    expect((await here.open(here.owner, "%00")).status).toBe(404);
    expect((await here.open(here.owner, "&stauts=4xx")).status).toBe(400);
  });
});

/** The next event that is not a heartbeat. */
async function nextEvent(events: AsyncGenerator<StreamEvent>): Promise<StreamEvent> {
  for (;;) {
    const { value, done } = await events.next();
    if (done) throw new Error("The stream has ended.");
    if (value.name !== "heartbeat") return value;
  }
}

/** Stores a call in a transaction that stays open until `commit`. */
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
