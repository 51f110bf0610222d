import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createMemoryLimiter } from "@/lib/http/rate-limit/memory-limiter";
import { openRedis } from "@/lib/http/rate-limit/open-redis";
import { createRedisLimiter } from "@/lib/http/rate-limit/redis-limiter";
import { describeRateLimiter } from "@/tests/support/conformance/rate-limiter";
import { type RedisServer, startRedis } from "@/tests/support/servers/redis";

const secret = "a secret of this test";
const minute = 60_000;
const clients: Redis[] = [];
let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(async () => {
  for (const client of clients) client.disconnect();
  await server.kill();
});

async function connect(): Promise<Redis> {
  const client = new Redis(server.url, { lazyConnect: true });
  clients.push(client);
  await client.connect();
  return client;
}

let shared: Promise<Redis> | undefined;

describeRateLimiter("Redis", {
  create: async (clock) => {
    shared ??= connect();
    return createRedisLimiter(await shared, secret, () => clock.time);
  },
  runs: 15,
});

it("shares windows between processes by the clock of Redis, and lets their keys expire", async () => {
  const redis = await connect();
  const limiters = [createRedisLimiter(redis, secret), createRedisLimiter(await connect(), secret)];
  const policy = { name: "workspace", key: "shared", limit: 100, windowMs: minute };
  const decisions = await Promise.all(
    Array.from({ length: 300 }, (_, index) => limiters[index % 2]?.hit([policy])),
  );
  expect(decisions.flat().filter((decision) => decision?.allowed)).toHaveLength(100);
  const expiry = await redis.pttl("api-access:workspace:shared");
  expect(expiry).toSatisfy((ms: number) => ms > minute / 2 && ms <= minute);
});

it("stores a hit of a window in less than 16 bytes, and rejected hits not at all", async () => {
  const redis = await connect();
  const limiter = createRedisLimiter(redis, secret);
  const policy = { name: "workspace", key: "busy", limit: 1_800, windowMs: minute };
  await Promise.all(Array.from({ length: 4_000 }, () => limiter.hit([policy])));
  expect(await redis.memory("USAGE", "api-access:workspace:busy", "SAMPLES", 0)).toBeLessThan(1_800 * 16);
  expect(await redis.llen("api-access:workspace:busy")).toBe(1_800);
});

it("sends the hits of one turn in one packet", async () => {
  const redis = await connect();
  const limiter = createRedisLimiter(redis, secret);
  const policy = { name: "workspace", key: "packets", limit: 1_000, windowMs: minute };
  await limiter.hit([policy]);
  const writes: number[] = [];
  const { stream } = redis;
  const write = stream._writev?.bind(stream);
  stream._writev = (chunks, done) => {
    writes.push(chunks.length);
    write?.(chunks, done);
  };
  await Promise.all(Array.from({ length: 50 }, () => limiter.hit([policy])));
  expect(writes).toEqual([50]);
});

it("keeps the emails and IP addresses of sign-in from readers of Redis", async () => {
  const redis = await connect();
  const bucket = { name: "sign-in-account", key: "ada@example.com", capacity: 5, refillMs: minute };
  await createRedisLimiter(redis, secret).hit([bucket]);
  const keys = await redis.keys("api-access:sign-in-account:*");
  expect(keys).toEqual([expect.stringMatching(/^api-access:sign-in-account:[\w-]{43}$/)]);
});

it("sends the script again after Redis has forgotten it", async () => {
  const redis = await connect();
  const limiter = createRedisLimiter(redis, secret);
  const policy = { name: "workspace", key: "script", limit: 100, windowMs: minute };
  await limiter.hit([policy]);
  await redis.script("FLUSH");
  const decisions = await Promise.all(Array.from({ length: 10 }, () => limiter.hit([policy])));
  expect(
    decisions
      .flat()
      .map(({ remaining }) => remaining)
      .sort((a, b) => b - a)[9],
  ).toBe(89);
  expect(decisions.flat().every(({ allowed }) => allowed)).toBe(true);
});

it.each([
  ["a wrong password", (url: string) => url.replace("//", "//:wrong@")],
  ["no password", (url: string) => url],
  ["an unknown user", (url: string) => url.replace("//", "//nobody:wrong@")],
])("does not open with %s, and says so", async (_, toUrl) => {
  const guarded = await startRedis("--requirepass", "a long password of the test");
  try {
    const opened = openRedis(toUrl(guarded.url), createMemoryLimiter());
    await expect(opened).rejects.toThrow(
      "Redis rejected the user, the password or the database of REDIS_URL",
    );
    await expect(opened).rejects.not.toThrow("wrong@");
  } finally {
    await guarded.kill();
  }
});
