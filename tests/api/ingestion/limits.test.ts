import { afterEach, expect, it, vi } from "vitest";
import { rateLimiter } from "@/lib/http/rate-limit/shared-limiter";
import { maxBrowserRequestsPerMinute, maxRequestsPerSecond } from "@/lib/ingestion/http/sender-rules";
import { setInstruments } from "@/lib/metrics/instruments";
import { createMetrics } from "@/lib/metrics/registry";
import { minute, second } from "@/lib/time";
import { createSdkSource, type SdkSource } from "@/tests/support/factories/sdk-source";

const track = { type: "track", event: "report exported", userId: "1" };

process.env.RATE_LIMIT_PER_MINUTE = "5";

afterEach(() => void vi.useRealTimers());

const { instruments, registry } = createMetrics({ hasQueues: false });
setInstruments(instruments);
const readRejections = () => registry.getSingleMetricAsString("api_access_rate_limit_rejections_total");

/** Uses up a limit without sending its requests. */
async function fill(policy: { name: string; key: string; limit: number; windowMs: number }): Promise<void> {
  for (let hit = 0; hit < policy.limit; hit += 1) await rateLimiter().hit([policy]);
}

it("limits the requests of a workspace, and says when to retry", async () => {
  // Otherwise the second of the limit could pass on a busy machine.
  vi.useFakeTimers({ toFake: ["performance"] });
  const connector = await createSdkSource();
  const { workspaceId: key } = connector.client;
  await fill({ name: "sdk", key, limit: maxRequestsPerSecond, windowMs: second });
  const response = await connector.send({ batch: [track] });
  expect([response.status, response.headers.get("retry-after")]).toEqual([429, "1"]);
  expect(await connector.readCounts()).toEqual({ "rejected rate_limited": 1 });
  expect(await readRejections()).toContain('{policy="sdk"} 1');
});

it("limits one client of a browser connector, not the others", async () => {
  const connector = await createSdkSource({ type: "browser" });
  const key = `${connector.id} 203.0.113.7`;
  await fill({ name: "sdk-browser", key, limit: maxBrowserRequestsPerMinute, windowMs: minute });
  const send = (ip: string) => connector.send({ batch: [track] }, { headers: { "x-forwarded-for": ip } });
  expect((await send("203.0.113.7")).status).toBe(429);
  expect(await readRejections()).toContain('{policy="sdk-browser"} 1');
  expect((await send("203.0.113.8")).status).toBe(200);
});

it("limits a client that tries unknown keys, but neither its valid key nor a workspace", async () => {
  const connector = await createSdkSource();
  const send = (authorization: string | undefined) =>
    connector.send(
      { batch: [track] },
      { headers: { "x-forwarded-for": "203.0.113.9", ...(authorization && { authorization }) } },
    );
  const unknown = `Basic ${btoa("jwk_unknown:")}`;
  const statuses = [];
  for (let attempt = 0; attempt < 7; attempt += 1) statuses.push((await send(unknown)).status);
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
  expect((await send(undefined)).status).toBe(200);
});

/** Opens requests whose keys are in their bodies, which do not arrive until `finish`. */
function openUnfinished(connector: SdkSource, client: string, count: number) {
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const open = () =>
    connector.send(undefined, {
      headers: { authorization: undefined, "x-forwarded-for": client },
      body: new ReadableStream({
        async pull(controller) {
          await finished;
          controller.enqueue(Buffer.from(JSON.stringify({ batch: [track], writeKey: connector.writeKey })));
          controller.close();
        },
      }),
    });
  return { responses: Array.from({ length: count }, open), open, finish };
}

it("reads a few bodies of one client at a time while their key is unknown", async () => {
  const connector = await createSdkSource();
  const { responses, open, finish } = openUnfinished(connector, "203.0.113.10", 16);
  const rejected = await open();
  expect([rejected.status, rejected.headers.get("retry-after")]).toEqual([503, "1"]);
  finish();
  const statuses = (await Promise.all(responses)).map(({ status }) => status);
  expect(statuses).toEqual(Array(16).fill(200));
});

it("gives the place of a slow body to a new one, and reads it to its end if no place is needed", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const connector = await createSdkSource();
  const [slow, other] = ["203.0.113.11", "203.0.113.12"].map((client) =>
    openUnfinished(connector, client, 16),
  );
  if (!slow || !other) throw new Error("No requests.");
  vi.advanceTimersByTime(11 * second);
  const next = slow.open();
  const [first, ...others] = slow.responses;
  const cancelled = await first;
  expect([cancelled?.status, cancelled?.headers.get("retry-after")]).toEqual([503, "1"]);
  slow.finish();
  other.finish();
  const statuses = (await Promise.all([next, ...others, ...other.responses])).map(({ status }) => status);
  expect(statuses).toEqual(Array(32).fill(200));
});
