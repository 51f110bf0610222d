import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { catalog } from "@/app/api/catalog";
import type { Endpoint, EndpointSpec } from "@/lib/api/endpoint-spec";
import { isManagementPermission } from "@/lib/auth/permissions";
import { pool } from "@/lib/db/pool";
import { env } from "@/lib/env";
import { flushLogs } from "@/lib/logs/write/buffer";
import { exampleApplicationId } from "@/lib/management/applications/schema";
import {
  createApplicationIn,
  createTokenIn,
  fillWorkspace,
  type TestApplication,
} from "@/tests/support/factories/application";
import { specimen } from "@/tests/support/factories/specimen";
import { readDocument } from "@/tests/support/matchers/api-document";
import { fc, howToRepeat, numRuns, printSeed, seed } from "@/tests/support/models/properties";
import { type CallApi, callInProcess, callOverHttp } from "@/tests/support/servers/call-api";
import { startServer, type TestServer } from "@/tests/support/servers/production-server";
import { arbitraryCall, type FuzzCall, ownKey } from "./fuzz-calls";

const limit = 1_000_000;
process.env.RATE_LIMIT_PER_MINUTE = String(limit);

printSeed();
const inProcess = { calls: numRuns({ usual: 2_000, deep: 40_000 }), atOnce: 25 };
const overHttp = { calls: numRuns({ usual: 300, deep: 5_000 }), atOnce: 10 };
const timeout = numRuns({ usual: 60_000, deep: 600_000 });

const endpoints = [...catalog, specimen];
const document = readDocument(endpoints);

let properties = 0;
let application: TestApplication;
let token: TestApplication;
/** The number of calls with one of their keys. Each has a row in the log. */
let keyedCalls = 0;

beforeAll(async () => {
  application = await createApplicationIn();
  token = await createTokenIn(application);
  await fillWorkspace(application.workspaceId, "mark");
});

describe("in process", () => {
  itHolds(endpoints, inProcess, () => callInProcess(endpoints));

  it("logs one row for each call with a known key", async () => {
    await flushLogs();
    const { rowCount } = await pool.query(`SELECT FROM "RequestLog" WHERE "workspaceId" = $1`, [
      application.workspaceId,
    ]);
    expect(rowCount).toBe(keyedCalls);
  });
});

describe("over HTTP", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ databaseUrl: env().DATABASE_URL, rateLimitPerMinute: limit });
  });
  afterAll(() => server?.stop());

  itHolds(catalog, overHttp, () => callOverHttp(server.url));
});

function itHolds(
  tested: readonly Endpoint[],
  { calls, atOnce }: { calls: number; atOnce: number },
  open: () => CallApi,
): void {
  const share = calls / tested.reduce((sum, { spec }) => sum + getWeight(spec), 0) / atOnce;
  for (const { spec } of tested) {
    properties += 1;
    // With one seed for all, the bodies of one endpoint would repeat the idempotency keys of another.
    const parameters = { seed: seed + properties * 1_000, endOnFailure: true, reporter: throwCause };
    it(
      `answers any call of ${spec.method} ${spec.path} as documented`,
      async () => {
        const api = open();
        await resetManagedApplication(spec);
        const statuses = new Set<number>();
        const batch = fc.array(arbitraryCall(spec, document.getOperation(spec)), {
          minLength: atOnce,
          maxLength: atOnce,
        });
        await fc.assert(
          fc.asyncProperty(batch, async (sent) => {
            for (const status of await Promise.all(sent.map((call) => expectAnswer(api, call))))
              statuses.add(status);
          }),
          { ...parameters, numRuns: Math.ceil(share * getWeight(spec)) },
        );
        // A small batch can miss every valid input. 200 more calls make that improbable.
        await resetManagedApplication(spec);
        const more = { seed: parameters.seed + 1, numRuns: statuses.has(spec.status) ? 0 : 200 };
        for (const call of fc.sample(arbitraryCall(spec, document.getOperation(spec)), more))
          if (!statuses.has(spec.status)) statuses.add(await expectAnswer(api, call));
        expect(statuses, howToRepeat).toContain(spec.status);
      },
      timeout,
    );
  }
}

/**
 * Calls of another method may have deleted or restored the application that the valid calls name, or created one with
 * the name that they set.
 */
async function resetManagedApplication({ path }: EndpointSpec): Promise<void> {
  await pool.query(
    `UPDATE "Application" SET "name" = "id", "foldedName" = lower("id") WHERE "workspaceId" = $1 AND "id" <> $2`,
    [application.workspaceId, exampleApplicationId],
  );
  await pool.query(`UPDATE "Application" SET "deletedAt" = $2 WHERE "id" = $1`, [
    exampleApplicationId,
    path.endsWith("/restore") ? new Date() : null,
  ]);
}

/** Reports the failed call and its response instead of the whole batch. */
function throwCause({ errorInstance }: { errorInstance: unknown }): void {
  if (errorInstance instanceof Error)
    throw new Error(`${errorInstance.message}\n\n${howToRepeat}`, { cause: errorInstance });
}

/** Endpoints with more input get more calls. */
function getWeight({ params, query, body }: EndpointSpec): number {
  return 1 + [params, query, body, body].filter(Boolean).length;
}

async function expectAnswer(api: CallApi, call: FuzzCall): Promise<number> {
  const { path, search, key, ...options } = call;
  const isKnown = key === ownKey;
  const spec = findSpec(call);
  const owner = isManagementPermission(spec?.permission ?? null) ? token : application;
  const sentKey = isKnown ? owner.key : key;
  const response = await api(path + search, { ...options, ...(sentKey !== undefined && { key: sentKey }) });
  const text = await response.text();
  const shown = `${JSON.stringify(call).slice(0, 1_500)} → ${response.status} ${text.slice(0, 500)}`;
  const { status, headers } = response;
  expect(status, shown).toBeLessThan(500);
  for (const name of ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"])
    expect(headers.get(name), shown).toMatch(/^\d+$/);
  if (isKnown && spec?.permission !== "public") keyedCalls += 1;
  if (status === 204) expect(text).toBe("");
  else expect(headers.get("content-type"), shown).toBe("application/json; charset=utf-8");
  if (status === 204 || call.method === "HEAD") return status;
  const declared = spec && document.getOperation(spec).responses[status] ? spec : null;
  if (!declared) expect([404, 405, 413], shown).toContain(status);
  try {
    document.expectShape(declared, status, JSON.parse(text));
  } catch (error) {
    throw new Error(`${shown}\n${(error as Error).message}`);
  }
  return status;
}

function findSpec({ method, path }: FuzzCall): EndpointSpec | undefined {
  const declaredMethod = method === "HEAD" ? "GET" : method;
  return endpoints.find(({ spec }) => spec.method === declaredMethod && toPattern(spec.path).test(path))
    ?.spec;
}

function toPattern(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`);
}
