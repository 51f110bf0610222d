import { afterEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { catalog } from "@/app/api/catalog";
import { endpoint } from "@/lib/api/endpoint";
import { acceptsIdempotencyKey } from "@/lib/api/idempotency";
import { describeApi } from "@/lib/api/openapi";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { transact } from "@/lib/db/transact";
import { AppError } from "@/lib/errors";
import { createId } from "@/lib/ids";
import { second } from "@/lib/time";
import { Timestamp } from "@/lib/timestamp";
import { createApplicationIn, fillWorkspace } from "@/tests/support/factories/application";
import { readDocument } from "@/tests/support/matchers/api-document";
import { dumpWorkspace } from "@/tests/support/matchers/dump-workspace";
import { callInProcess } from "@/tests/support/servers/call-api";

/** Blocks handlers whose body has `waits: true` until it opens. */
let gate = createGate();

function createGate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open, waiting: 0 };
}

/** Writes a group. The body can make it wait at the gate, and fail after the write. */
const createGroup = endpoint({
  method: "POST",
  path: "/groups/{color}",
  group: "Service",
  summary: "Create a group",
  permission: "TrackData",
  params: z.strictObject({ color: z.string() }),
  query: z.strictObject({ size: z.string().optional() }),
  body: z.strictObject({
    name: z.string(),
    waits: z.boolean().default(false),
    failure: z.enum(["rejected", "broken"]).optional(),
  }),
  output: z.object({ id: z.string(), createdAt: Timestamp, sizes: z.record(z.string(), z.number()) }),
  envelope: "message",
  status: 201,
  handler: ({ workspaceId, body }) =>
    transact(async (client) => {
      const id = createId();
      await client.query(`INSERT INTO "Group" ("workspaceId", "id", "name") VALUES ($1, $2, $3)`, [
        workspaceId,
        id,
        body.name,
      ]);
      if (body.waits) {
        gate.waiting += 1;
        await gate.opened;
      }
      if (body.failure === "rejected") throw new AppError("not_found", "There is none.");
      if (body.failure === "broken") throw new TypeError("The handler has a mistake.");
      return { id, createdAt: new Date(), sizes: { longer: 1, a: 2 } };
    }),
});

const dropGroups = endpoint({
  method: "POST",
  path: "/groups",
  group: "Service",
  summary: "Answer nothing",
  permission: "TrackData",
  output: z.undefined(),
  status: 204,
  handler: () => undefined,
});

const endpoints = [createGroup, dropGroups];
const call = callInProcess(endpoints);

type Sent = { path?: string; key?: string; apiKey: string; body?: object };
const send = ({ path = "/groups/red", key, apiKey, body = { name: "A" } }: Sent) =>
  call(path, {
    method: "POST",
    key: apiKey,
    headers: key === undefined ? {} : { "idempotency-key": key },
    body: JSON.stringify(body),
  });

async function read(response: Response) {
  const { meta, ...fields } = (await response.json()) as { meta: { requestId: string; status: number } };
  return { status: response.status, replayed: response.headers.get("idempotent-replayed"), meta, fields };
}

async function countGroups(workspaceId: string): Promise<number> {
  const { rowCount } = await pool.query(`SELECT FROM "Group" WHERE "workspaceId" = $1`, [workspaceId]);
  return rowCount ?? 0;
}

async function countStored(workspaceId: string): Promise<number> {
  const { rowCount } = await pool.query(`SELECT FROM "IdempotentCall" WHERE "workspaceId" = $1`, [
    workspaceId,
  ]);
  return rowCount ?? 0;
}

/** Moves the calls of the workspace back in time. */
async function age(workspaceId: string, interval: string): Promise<void> {
  await pool.query(
    `UPDATE "IdempotentCall" SET "createdAt" = "createdAt" - $2::interval WHERE "workspaceId" = $1`,
    [workspaceId, interval],
  );
}

describe("a repeat with the same Idempotency-Key", () => {
  afterEach(() => {
    vi.useRealTimers();
    gate.open();
    gate = createGate();
  });

  it("returns the first result without running again", async () => {
    const { workspaceId, key: apiKey } = await createApplicationIn();
    const first = await read(await send({ apiKey, key: "one" }));
    const repeat = await read(await send({ apiKey, key: "one" }));
    expect(first).toMatchObject({ status: 201, replayed: null });
    expect(repeat).toMatchObject({ status: 201, replayed: "true", fields: first.fields });
    expect(repeat.meta).toEqual({ requestId: expect.not.stringMatching(first.meta.requestId), status: 201 });
    expect(await countGroups(workspaceId)).toBe(1);
  });

  it("returns no body if the first response had none", async () => {
    const { key: apiKey } = await createApplicationIn();
    for (const replayed of [null, "true"]) {
      const response = await call("/groups", {
        method: "POST",
        key: apiKey,
        headers: { "idempotency-key": "one" },
      });
      expect(response.status).toBe(204);
      expect(response.headers.get("idempotent-replayed")).toBe(replayed);
      expect(await response.text()).toBe("");
    }
  });

  it.each([
    ["another body", { body: { name: "B" } }],
    ["the same body, serialized differently", { body: { name: "A", waits: false } }],
    ["another path", { path: "/groups/blue" }],
    ["another query", { path: "/groups/red?size=1" }],
  ])("returns 409 with %s", async (_, change) => {
    const { workspaceId, key: apiKey } = await createApplicationIn();
    await send({ apiKey, key: "one" });
    const other = await read(await send({ apiKey, key: "one", ...change }));
    expect(other).toMatchObject({
      status: 409,
      fields: { message: expect.stringMatching(/different request/) },
    });
    expect(await countGroups(workspaceId)).toBe(1);
  });

  it("runs once for concurrent repeats, and leaves connections to other calls", async () => {
    const { workspaceId, key: apiKey } = await createApplicationIn();
    const body = { name: "A", waits: true };
    let answered = 0;
    const repeats = Array.from({ length: 50 }, async () => {
      const response = await send({ apiKey, key: "one", body });
      answered += 1;
      return response;
    });
    await expect.poll(() => gate.waiting).toBe(1);
    // More calls than the pool has connections: waiting repeats must not hold one.
    for (let other = 0; other < 20; other += 1)
      expect((await send({ apiKey, body: { name: "B" } })).status).toBe(201);
    expect(answered).toBe(0);
    gate.open();
    const answers = await Promise.all(repeats.map(async (response) => read(await response)));
    expect(answers.filter(({ replayed }) => replayed === null)).toHaveLength(1);
    const [{ status, fields } = { status: 0, fields: {} }] = answers;
    for (const answer of answers) expect(answer).toMatchObject({ status, fields });
    expect(new Set(answers.map(({ meta }) => meta.requestId)).size).toBe(50);
    expect(await countGroups(workspaceId)).toBe(21);
  });

  it("returns 409 while the first call runs too long, and its result afterwards", async () => {
    const { workspaceId, key: apiKey } = await createApplicationIn();
    const body = { name: "A", waits: true };
    vi.useFakeTimers({ toFake: ["performance"] });
    const first = send({ apiKey, key: "one", body });
    await expect.poll(() => gate.waiting).toBe(1);
    const startedAt = performance.now();
    let answeredAt: number | undefined;
    const other = send({ apiKey, key: "one", body }).finally(() => {
      answeredAt = performance.now();
    });
    await expect.poll(() => answeredAt ?? void vi.advanceTimersByTime(second / 4)).toBeDefined();
    expect(answeredAt).toBeGreaterThanOrEqual(startedAt + 5 * second);
    const rejected = await other;
    expect(rejected.status).toBe(409);
    expect(rejected.headers.get("retry-after")).toBe("1");
    expect((await rejected.json()).message).toMatch(/still running/);
    gate.open();
    expect((await first).status).toBe(201);
    expect(await read(await send({ apiKey, key: "one", body }))).toMatchObject({ replayed: "true" });
    expect(await countGroups(workspaceId)).toBe(1);
  });
});

describe("every POST that accepts an Idempotency-Key", () => {
  const api = callInProcess(catalog);
  const document = readDocument(catalog);
  for (const { spec } of catalog.filter(({ spec }) => acceptsIdempotencyKey(spec)))
    it(`${spec.path} runs once for an Idempotency-Key, with concurrent and later repeats`, async () => {
      const { workspaceId, key } = await createApplicationIn();
      await fillWorkspace(workspaceId, "own");
      const { path, query, ...example } = document.exampleCall(spec);
      const repeat = () => api(path + query, { ...example, key, headers: { "idempotency-key": "one" } });
      const sent = await Promise.all(Array.from({ length: 8 }, repeat));
      expect(sent.map(({ status }) => status)).toEqual(sent.map(() => spec.status));
      expect(sent.filter(({ headers }) => headers.get("idempotent-replayed") === "true")).toHaveLength(7);
      const before = await dumpWorkspace(workspaceId);
      // Each repeat is logged, and updates the last use of the application and its key.
      for (const table in before) if (/^(Request|Application$|ApiKey$)/.test(table)) delete before[table];
      expect((await repeat()).headers.get("idempotent-replayed")).toBe("true");
      expect(await dumpWorkspace(workspaceId)).toMatchObject(before);
    });

  it("/track stores the event once", async () => {
    const { workspaceId, key } = await createApplicationIn();
    const body = JSON.stringify({ identification: { user: { userId: "1" } }, name: "signed up" });
    const track = (name: string) =>
      api("/track", { method: "POST", key, body, headers: { "idempotency-key": name } });
    await Promise.all(["one", "one", "one", "two", "two"].map(track));
    expect(await prisma.event.count({ where: { workspaceId } })).toBe(2);
  });
});

describe("a failed call", () => {
  it.each([
    ["that was rejected", "rejected", 404],
    ["with an unexpected error", "broken", 500],
  ])("%s stores nothing, and its key can be used again", async (_, failure, status) => {
    const { workspaceId, key: apiKey } = await createApplicationIn();
    const failed = await read(await send({ apiKey, key: "one", body: { name: "A", failure } }));
    expect(failed.status).toBe(status);
    expect([await countGroups(workspaceId), await countStored(workspaceId)]).toEqual([0, 0]);
    expect(await read(await send({ apiKey, key: "one" }))).toMatchObject({ status: 201, replayed: null });
  });

  it("with an invalid body does not use its key", async () => {
    const { workspaceId, key: apiKey } = await createApplicationIn();
    expect((await send({ apiKey, key: "one", body: {} })).status).toBe(400);
    expect(await countStored(workspaceId)).toBe(0);
  });
});

describe("an Idempotency-Key", () => {
  it("is separate for each application", async () => {
    const first = await createApplicationIn();
    const second = await createApplicationIn(first);
    for (const { key: apiKey } of [first, second, await createApplicationIn()])
      expect(await read(await send({ apiKey, key: "one" }))).toMatchObject({ status: 201, replayed: null });
    expect(await countGroups(first.workspaceId)).toBe(2);
  });

  it("is valid for 24 hours", async () => {
    const { workspaceId, key: apiKey } = await createApplicationIn();
    const first = await read(await send({ apiKey, key: "one" }));
    await age(workspaceId, "23 hours 59 minutes");
    expect(await read(await send({ apiKey, key: "one" }))).toMatchObject({ replayed: "true" });
    await age(workspaceId, "1 minute");
    const later = await read(await send({ apiKey, key: "one", body: { name: "B" } }));
    expect(later).toMatchObject({ status: 201, replayed: null });
    expect(later.fields).not.toEqual(first.fields);
    expect(await read(await send({ apiKey, key: "one", body: { name: "B" } }))).toMatchObject({
      replayed: "true",
      fields: later.fields,
    });
    expect(await countStored(workspaceId)).toBe(1);
  });

  it("is deleted after 24 hours by later inserts", async () => {
    const { workspaceId, key: apiKey } = await createApplicationIn();
    const other = await createApplicationIn();
    for (const key of ["one", "two", "three", "four", "five"]) await send({ apiKey, key });
    await age(workspaceId, "25 hours");
    const stored: number[] = [];
    for (const key of ["one", "two", "three"]) {
      await send({ apiKey: other.key, key });
      stored.push(await countStored(workspaceId));
    }
    expect(stored).toEqual([3, 1, 0]);
  });

  it.each(["", " ", "a".repeat(256), "schlüssel", "a\tb"])("returns 400 for %j", async (key) => {
    const { workspaceId, key: apiKey } = await createApplicationIn();
    const { status, fields } = await read(await send({ apiKey, key }));
    expect(status).toBe(400);
    expect(fields).toMatchObject({
      errors: {
        fields: {},
        parameters: { header: { "Idempotency-Key": "Send 1 to 255 printable ASCII characters." } },
      },
    });
    expect(await countGroups(workspaceId)).toBe(0);
  });

  it("must not contain an API key", async () => {
    const { key: apiKey } = await createApplicationIn();
    const { status, fields } = await read(await send({ apiKey, key: apiKey }));
    expect(status).toBe(400);
    expect(JSON.stringify(fields)).toContain("Contains an API key.");
  });

  it("accepts 255 printable characters", async () => {
    const { key: apiKey } = await createApplicationIn();
    for (const key of ["a".repeat(255), "!~{}'\"\\ %00 $1", "0"])
      for (const replayed of [null, "true"])
        expect(await read(await send({ apiKey, key }))).toMatchObject({ status: 201, replayed });
  });

  it("is documented for the endpoints that accept it", () => {
    const { paths } = describeApi(endpoints) as { paths: Record<string, { post: Record<string, object> }> };
    for (const path of ["/groups", "/groups/{color}"]) {
      const { parameters, responses } = paths[path]?.post ?? {};
      expect(parameters).toContainEqual(
        expect.objectContaining({ name: "Idempotency-Key", in: "header", required: false }),
      );
      expect(responses).toHaveProperty("409");
    }
  });
});
