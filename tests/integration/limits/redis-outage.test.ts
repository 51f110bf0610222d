import { Redis } from "ioredis";
import { afterEach, expect, it } from "vitest";
import { createMemoryLimiter } from "@/lib/http/rate-limit/memory-limiter";
import { type OpenRedis, openRedis } from "@/lib/http/rate-limit/open-redis";
import { type RedisServer, startRedis } from "@/tests/support/servers/redis";

const limit = 200;
const policy = { name: "workspace", key: "of the test", limit, windowMs: 60_000 };

const opened: OpenRedis[] = [];
const servers: RedisServer[] = [];

afterEach(async () => {
  for (const { close } of opened.splice(0)) close();
  await Promise.all(servers.splice(0).map((server) => server.kill()));
});

async function start(...settings: string[]): Promise<RedisServer> {
  const server = await startRedis(...settings);
  servers.push(server);
  return server;
}

async function open({ url }: RedisServer) {
  const redis = await openRedis(url, createMemoryLimiter());
  opened.push(redis);
  const { limiter } = redis;
  return {
    limiter,
    isAway: () => limiter.findOutage() !== null,
    /** Sends hits, a few at a time. Returns how many were accepted. */
    send: async (hits: number, ofHit = policy) => {
      let accepted = 0;
      for (let sent = 0; sent < hits; sent += 20) {
        const decisions = await Promise.all(Array.from({ length: 20 }, () => limiter.hit([ofHit])));
        accepted += decisions.flat().filter(({ allowed }) => allowed).length;
      }
      return accepted;
    },
  };
}

it("counts here after Redis was killed, with the hits of before, and there again once it is back", async () => {
  const server = await start();
  const [here, there] = [await open(server), await open(server)];
  expect(await here.send(100)).toBe(100);
  expect(await there.send(60)).toBe(60);
  await server.kill();
  // Each process allows the limit less its own hits of the last minute.
  expect(await here.send(400)).toBe(100);
  expect(await there.send(400)).toBe(140);
  expect([here.isAway(), there.isAway()]).toEqual([true, true]);
  await server.start();
  await expect.poll(() => here.isAway() || there.isAway()).toBe(false);
  // Redis began empty: the limit doubles once, not more.
  const accepted = (await here.send(400)) + (await there.send(400)) + (await here.send(100));
  expect(accepted).toSatisfy((count: number) => count > 0 && count <= limit);
});

it("waits at most a moment for a Redis that stopped answering, never fails, and recovers", async () => {
  const server = await start();
  const { limiter, isAway, send } = await open(server);
  expect(await send(20)).toBe(20);
  server.pause();
  const calls = Array.from({ length: 50 }, () => limiter.hit([policy]));
  expect((await Promise.all(calls)).flat().filter(({ allowed }) => allowed)).toHaveLength(50);
  expect(isAway()).toBe(true);
  // Later calls do not wait at all: the limiter answers in the same turn.
  expect(limiter.hit([policy])).toBeInstanceOf(Array);
  server.resume();
  await expect.poll(isAway).toBe(false);
  // The hits of the outage may have reached Redis late; they count there at most once.
  const accepted = await send(400);
  expect(accepted).toSatisfy((count: number) => count >= limit - 71 && count <= limit);
});

it("stays with its own counters while Redis is out of memory, and limits with one that evicts keys", async () => {
  const full = await start("--maxmemory", "1mb", "--maxmemory-policy", "noeviction");
  const { isAway, send } = await open(full);
  expect(await send(400)).toBe(limit);
  expect(isAway()).toBe(true);
  const evicting = await open(await start("--maxmemory", "2mb", "--maxmemory-policy", "allkeys-lru"));
  for (let key = 0; key < 200; key += 1) await evicting.send(20, { ...policy, key: `key ${key}` });
  // An evicted window begins again, which happens to a busy one last.
  expect(await evicting.send(400)).toSatisfy((count: number) => count >= limit && count < 2 * limit);
});

it("begins with its own counters if Redis is not there, and changes to Redis when it comes", async () => {
  const server = await start();
  await server.kill();
  const { isAway, send } = await open(server);
  expect(isAway()).toBe(true);
  expect(await send(20)).toBe(20);
  await server.start();
  await expect.poll(isAway).toBe(false);
});

it("rejects a flood past the limit without asking Redis for each call", async () => {
  const server = await start();
  const { send } = await open(server);
  expect(await send(2_000)).toBe(limit);
  const redis = new Redis(server.url);
  const statistics = await redis.info("commandstats");
  redis.disconnect();
  const calls = Array.from(statistics.matchAll(/^cmdstat_eval(?:sha)?:calls=(\d+)/gm), ([, count]) =>
    Number(count),
  );
  // The first calls past the limit were sent together. Then one in a second asks again.
  expect(calls.reduce((sum, count) => sum + count, 0)).toSatisfy(
    (sum: number) => sum >= limit && sum < 2 * limit,
  );
});
