import { afterAll, beforeAll, expect, it } from "vitest";
import { createApplicationIn } from "@/tests/support/factories/application";
import { callOverHttp } from "@/tests/support/servers/call-api";
import { startServer, type TestServer } from "@/tests/support/servers/production-server";
import { type RedisServer, startRedis } from "@/tests/support/servers/redis";

const limit = 120;
let redis: RedisServer;
let servers: TestServer[] = [];

const start = (env: Record<string, string>) =>
  startServer({
    databaseUrl: process.env.DATABASE_URL ?? "",
    rateLimitPerMinute: limit,
    env: { TRUST_PROXY: "on", ...env },
  });

beforeAll(async () => {
  redis = await startRedis();
  servers = await Promise.all([start({ REDIS_URL: redis.url }), start({ REDIS_URL: redis.url })]);
});

afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await redis.kill();
});

async function callBoth(key: string, calls: number): Promise<number[]> {
  const statuses: number[] = [];
  for (let sent = 0; sent < calls; sent += 10) {
    const responses = Array.from({ length: 10 }, (_, index) =>
      callOverHttp(servers[index % servers.length]?.url ?? "")("/validate", { key }),
    );
    statuses.push(...(await Promise.all(responses)).map(({ status }) => status));
  }
  return statuses;
}

const count = (statuses: number[], status: number) => statuses.filter((each) => each === status).length;

it("two servers share one limit; without Redis each answers and limits itself, and /ready tells", async () => {
  const shared = await createApplicationIn();
  const statuses = await callBoth(shared.key, 2 * limit);
  expect(count(statuses, 200)).toBe(limit);
  expect(count(statuses, 429)).toBe(limit);

  const other = await createApplicationIn();
  expect(count(await callBoth(other.key, 60), 200)).toBe(60);
  await redis.kill();
  // No call fails, and none is unlimited.
  const during = await callBoth(other.key, 3 * limit);
  expect(count(during, 200) + count(during, 429)).toBe(3 * limit);
  expect(count(during, 200)).toBe(2 * limit - 60);
  for (const { url, output } of servers) {
    const ready = await callOverHttp(url)("/ready");
    expect(ready.status).toBe(200);
    expect((await ready.json()).data).toMatchObject({
      status: "degraded",
      degraded: expect.arrayContaining([
        { part: "rateLimit", reason: "Redis is away: each process counts the limits itself." },
      ]),
    });
    expect(output().match(/Redis is away/g)).toHaveLength(1);
  }
  await redis.start();
  for (const { url } of servers)
    await expect
      .poll(async () => (await (await callOverHttp(url)("/ready")).json()).data.status)
      .toBe("ready");
  const after = await createApplicationIn();
  expect(count(await callBoth(after.key, 2 * limit), 200)).toBe(limit);
});

it("does not start with a wrong password, and keeps it out of the log", async () => {
  const guarded = await startRedis("--requirepass", "another long password");
  try {
    const url = guarded.url.replace("//", "//:wrongsecret@");
    const started = start({ REDIS_URL: url });
    await expect(started).rejects.toThrow(
      "Redis rejected the user, the password or the database of REDIS_URL",
    );
    await expect(started).rejects.not.toThrow("wrongsecret");
  } finally {
    await guarded.kill();
  }
});
