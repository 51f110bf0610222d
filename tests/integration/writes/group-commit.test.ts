import { afterEach, expect, it } from "vitest";
import { catalog } from "@/app/api/catalog";
import { pool } from "@/lib/db/pool";
import { createId } from "@/lib/ids";
import { flushLogs } from "@/lib/logs/write/buffer";
import { createApplicationIn, type TestApplication } from "@/tests/support/factories/application";
import { createSite, pageview, readVisits } from "@/tests/support/factories/site";
import { readLog } from "@/tests/support/matchers/request-log";
import { callInProcess } from "@/tests/support/servers/call-api";

const call = callInProcess(catalog);
const name = "report_exported";
/** Calls of one address have one dimension of the log, which exists after the first call. */
const headers = { "x-forwarded-for": "192.0.2.1" };

const track = ({ key }: TestApplication, userId: string, metadata: object = {}) =>
  call("/track", {
    ...{ method: "POST", key, headers },
    body: JSON.stringify({ identification: { user: { userId } }, name, metadata }),
  });

/** An application whose users "0" to "9", event and dimension exist. */
async function createTrackingApplication(): Promise<TestApplication> {
  const application = await createApplicationIn();
  for (let user = 0; user < 10; user += 1) expect((await track(application, String(user))).status).toBe(201);
  await pool.query(`DELETE FROM "Event" WHERE "workspaceId" = $1`, [application.workspaceId]);
  return application;
}

type StoredEvent = { transaction: string; user: string; metadata: { n?: number } };

async function readEvents({ workspaceId }: TestApplication): Promise<StoredEvent[]> {
  const { rows } = await pool.query<StoredEvent>(
    `SELECT e.xmin::text AS "transaction", u."externalId" AS "user", e."metadata" FROM "Event" e
     JOIN "User" u ON u."workspaceId" = e."workspaceId" AND u."id" = e."userId"
     WHERE e."workspaceId" = $1 ORDER BY e."id"`,
    [workspaceId],
  );
  return rows;
}

async function listLogTransactions(ids: (string | null)[]): Promise<string[]> {
  const { rows } = await pool.query<{ transaction: string }>(
    `SELECT xmin::text AS "transaction" FROM "RequestLog" WHERE "id" = ANY($1)`,
    [ids],
  );
  return rows.map(({ transaction }) => transaction);
}

/** Runs before each insert of an event with metadata. */
async function createEventTrigger(body: string): Promise<void> {
  await pool.query(`
    CREATE SEQUENCE "test_attempts";
    CREATE FUNCTION "test_event"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body}; RETURN NEW; END $$;
    CREATE TRIGGER "test_event" BEFORE INSERT ON "Event" FOR EACH ROW EXECUTE FUNCTION "test_event"()`);
}

afterEach(async () => {
  await pool.query(`
    DROP TRIGGER IF EXISTS "test_event" ON "Event";
    DROP FUNCTION IF EXISTS "test_event";
    DROP SEQUENCE IF EXISTS "test_attempts"`);
});

it("commits concurrent events in few transactions, each event together with its row of the log", async () => {
  const application = await createTrackingApplication();
  const sent = Array.from({ length: 40 }, (_, n) => track(application, String(n % 10), { n }));
  const responses = await Promise.all(sent);
  expect(responses.map(({ status }) => status)).toEqual(sent.map(() => 201));
  const events = await readEvents(application);
  expect(events.map(({ metadata }) => metadata.n)).toEqual([...sent.keys()]);
  const transactions = new Set(events.map(({ transaction }) => transaction));
  expect(transactions.size).toBeLessThan(10);
  const logged = await listLogTransactions(responses.map((response) => response.headers.get("x-request-id")));
  expect(logged).toHaveLength(40);
  expect(new Set(logged)).toEqual(transactions);
});

it("stores events of unknown users beside those of known ones, each once", async () => {
  const application = await createTrackingApplication();
  const users = ["0", "new 1", "1", "new 2", "new 1", "2"];
  const responses = await Promise.all(users.map((user) => track(application, user)));
  expect(responses.map(({ status }) => status)).toEqual(users.map(() => 201));
  const stored = (await readEvents(application)).map(({ user }) => user);
  expect(stored.toSorted()).toEqual(users.toSorted());
});

it("fails only the event that the database rejects", async () => {
  const application = await createTrackingApplication();
  await createEventTrigger(
    `IF NEW."metadata" ? 'rejected' THEN RAISE EXCEPTION 'rejected' USING ERRCODE = '22023'; END IF`,
  );
  const metadata = [{ n: 0 }, { n: 1, rejected: true }, { n: 2 }, { n: 3 }];
  const responses = await Promise.all(metadata.map((item) => track(application, "1", item)));
  expect(responses.map(({ status }) => status)).toEqual([201, 500, 201, 201]);
  const events = await readEvents(application);
  expect(events.map((event) => event.metadata.n).toSorted()).toEqual([0, 2, 3]);
  const ids = responses.map((response) => response.headers.get("x-request-id"));
  const logged = (await readLog(application.workspaceId)).filter(({ id }) => ids.includes(id));
  expect(logged.map(({ status }) => status).toSorted()).toEqual([201, 201, 201, 500]);
});

it("repeats a transaction after a deadlock", async () => {
  const application = await createTrackingApplication();
  await createEventTrigger(
    `IF nextval('test_attempts') = 1 THEN RAISE EXCEPTION 'deadlock' USING ERRCODE = '40P01'; END IF`,
  );
  const responses = await Promise.all(["1", "2", "3"].map((user) => track(application, user)));
  expect(responses.map(({ status }) => status)).toEqual([201, 201, 201]);
  const events = await readEvents(application);
  expect(events.map(({ user }) => user)).toEqual(["1", "2", "3"]);
  expect(new Set(events.map(({ transaction }) => transaction)).size).toBe(1);
});

it("answers other calls while a contact is locked, and stores its event afterwards", async () => {
  const [locked, other] = [await createTrackingApplication(), await createTrackingApplication()];
  const client = await pool.connect();
  await client.query("BEGIN");
  await client.query(`SELECT FROM "User" WHERE "workspaceId" = $1 AND "externalId" = '1' FOR UPDATE`, [
    locked.workspaceId,
  ]);
  const waiting = track(locked, "1");
  const answered = await Promise.all([track(other, "1"), track(locked, "2"), track(other, "2")]);
  expect(answered.map(({ status }) => status)).toEqual([201, 201, 201]);
  expect(await readEvents(locked)).toMatchObject([{ user: "2" }]);
  await client.query("COMMIT");
  client.release();
  expect((await waiting).status).toBe(201);
  expect((await readEvents(locked)).map(({ user }) => user).toSorted()).toEqual(["1", "2"]);
});

it("answers events while their application is locked, and stores its last use afterwards", async () => {
  const application = await createTrackingApplication();
  const { workspaceId, id } = application;
  const readLastCalls = async () => {
    const { rows } = await pool.query<{ call: string }>(
      `SELECT "lastCall" ->> 'id' AS "call" FROM "Application" WHERE "workspaceId" = $1 AND "id" = $2
       UNION ALL SELECT "lastCall" ->> 'id' FROM "ApiKey" WHERE "workspaceId" = $1 AND "applicationId" = $2`,
      [workspaceId, id],
    );
    return rows.map(({ call }) => call);
  };
  await flushLogs();
  const before = await readLastCalls();
  const client = await pool.connect();
  await client.query("BEGIN");
  await client.query(`SELECT FROM "Application" WHERE "workspaceId" = $1 AND "id" = $2 FOR UPDATE`, [
    workspaceId,
    id,
  ]);
  const responses = await Promise.all(["1", "2"].map((user) => track(application, user)));
  expect(responses.map(({ status }) => status)).toEqual([201, 201]);
  expect(await readEvents(application)).toHaveLength(2);
  expect(await readLastCalls()).toEqual(before);
  await client.query("COMMIT");
  client.release();
  await flushLogs();
  const ids = responses.map((response) => response.headers.get("x-request-id"));
  expect(await readLastCalls()).toEqual([ids[1], ids[1]]);
});

it("stores concurrent page views of known devices in few transactions, a repeated one once", async () => {
  const site = await createSite();
  const devices = ["1", "2", "3", "4", "5", "6"];
  for (const device of devices) await site.collect(pageview(device));
  await site.collect({ type: "identify", id: createId(), deviceId: "1", userId: "1" });
  const { workspaceId } = site.client;
  await pool.query(`DELETE FROM "Event" WHERE "workspaceId" = $1`, [workspaceId]);
  const views = devices.map((device) => pageview(device));
  await Promise.all([...views, ...views].map((view) => site.collect(view)));
  const { rows } = await pool.query<{ transaction: string; deviceId: string; isOwned: boolean }>(
    `SELECT xmin::text AS "transaction", "deviceId", "userId" IS NOT NULL AS "isOwned" FROM "Event"
     WHERE "workspaceId" = $1 ORDER BY "deviceId"`,
    [workspaceId],
  );
  expect(rows.map(({ deviceId }) => deviceId)).toEqual(devices);
  expect(rows.map(({ isOwned }) => isOwned)).toEqual(devices.map((device) => device === "1"));
  expect(new Set(rows.map(({ transaction }) => transaction)).size).toBeLessThan(3);
  expect(await readVisits(site)).toHaveLength(devices.length);
});

it("saves concurrent upserts of known contacts in few transactions, those of one contact in their order", async () => {
  const application = await createApplicationIn();
  const upsert = (userId: string, properties: object) =>
    call("/users/upsert", {
      ...{ method: "POST", key: application.key, headers },
      body: JSON.stringify({ identification: { userId }, properties }),
    });
  const users = ["1", "2", "3", "4", "5", "6"];
  for (const user of users) expect((await upsert(user, { step: 0, plan: "free" })).status).toBe(201);
  const sent = users.flatMap((user) => [
    upsert(user, { step: 1, plan: null }),
    upsert(user, { step: 2 }),
    upsert(user, { step: "no number", plan: "pro" }),
  ]);
  const bodies = await Promise.all(sent.map(async (response) => (await response).json()));
  expect(bodies.filter(({ rejected }) => rejected?.step)).toHaveLength(users.length);
  const { rows } = await pool.query<{ transaction: string; properties: object }>(
    `SELECT xmin::text AS "transaction", "properties" FROM "User" WHERE "workspaceId" = $1`,
    [application.workspaceId],
  );
  expect(rows.map(({ properties }) => properties)).toEqual(users.map(() => ({ step: 2, plan: "pro" })));
  expect(new Set(rows.map(({ transaction }) => transaction)).size).toBeLessThan(3);
});

it("rejects a grown contact past the size limit, beside an upsert that is saved", async () => {
  const application = await createApplicationIn();
  const upsert = (userId: string, properties: object) =>
    call("/users/upsert", {
      ...{ method: "POST", key: application.key, headers },
      body: JSON.stringify({ identification: { userId }, properties }),
    });
  const large = Object.fromEntries(Array.from({ length: 13 }, (_, n) => [`text ${n}`, "x".repeat(8_000)]));
  for (const user of ["1", "2"]) await upsert(user, { ...large, "text 0": "", "text 1": "" });
  const [rejected, saved] = await Promise.all([upsert("1", large), upsert("2", { "text 0": "saved" })]);
  expect([rejected.status, saved.status]).toEqual([400, 201]);
});
