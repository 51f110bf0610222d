import { setTimeout as pause } from "node:timers/promises";
import autocannon from "autocannon";
import { startServer, type TestServer } from "@/tests/support/servers/production-server";
import { startRedis } from "@/tests/support/servers/redis";
import { type Latencies, measureDuring, startProbe } from "./support/latency";
import { defineTrial } from "./support/trial";

const limit = 2_000;
const connections = 8;

export default defineTrial({
  title:
    "two servers share a limit within 5 %, and answer every call while Redis is killed and stopped under a flood of another tenant",
  maxSeconds: 120,
  run: async ({ databaseUrl, createApplication }) => {
    const redis = await startRedis();
    const servers: TestServer[] = [];
    try {
      const env = { REDIS_URL: redis.url };
      for (let count = 0; count < 2; count += 1)
        servers.push(await startServer({ databaseUrl, rateLimitPerMinute: limit, env }));
      const flood = async (key: string, seconds: number) => {
        const loads = servers.map(({ url }) =>
          autocannon({
            url: `${url}/api/validate`,
            headers: { "x-api-key": key },
            connections,
            duration: seconds,
          }),
        );
        return (await Promise.all(loads)).map(({ statusCodeStats = {}, errors }) => ({
          accepted: statusCodeStats["200"]?.count ?? 0,
          rejected: statusCodeStats["429"]?.count ?? 0,
          others:
            Object.keys(statusCodeStats).filter((status) => status !== "200" && status !== "429").length +
            errors,
        }));
      };
      const sum = (
        results: { [Name in "accepted" | "rejected" | "others"]: number }[],
        name: "accepted" | "rejected" | "others",
      ) => results.reduce((total, result) => total + result[name], 0);

      const shared = await flood((await createApplication()).key, 8);
      const neighbour = await createApplication();
      // 20 requests a second of a tenant that stays within its limit.
      const probe = {
        url: `${servers[0]?.url}/api/validate`,
        method: "GET",
        headers: { "x-api-key": neighbour.key },
        pauseMs: 200,
      };
      const stop = await startProbe(probe);
      await pause(3_000);
      const alone = await stop();
      const busy = await createApplication();
      let results: Awaited<ReturnType<typeof flood>> = [];
      const during: Latencies = await measureDuring(probe, async () => {
        const flooding = flood(busy.key, 20);
        await pause(4_000);
        await redis.kill();
        await pause(4_000);
        await redis.start();
        await pause(4_000);
        redis.pause();
        await pause(4_000);
        redis.resume();
        results = await flooding;
      });
      const failed = Object.entries(during.statuses).filter(
        ([status]) => status !== "200" && status !== "429",
      );
      return [
        {
          name: "accepted of a limit of 2,000, at two servers",
          value: sum(shared, "accepted"),
          unit: "",
          atMost: limit * 1.05,
        },
        { name: "the same", value: sum(shared, "accepted"), unit: "", atLeast: limit * 0.95 },
        {
          name: "calls of the flood with another status than 200 and 429",
          value: sum(results, "others"),
          unit: "",
          atMost: 0,
        },
        // Once by Redis, once by each process without it, once by the Redis that began empty.
        {
          name: "accepted through both outages",
          value: sum(results, "accepted"),
          unit: "",
          atMost: 4 * limit,
        },
        {
          name: "calls of the flood that were rejected",
          value: sum(results, "rejected"),
          unit: "",
          atLeast: limit,
        },
        { name: "calls of the neighbour that failed", value: failed.length, unit: "", atMost: 0 },
        { name: "p95 of the neighbour, alone", value: alone.percentile(95), unit: "ms", atMost: 1_000 },
        {
          name: "p95 of the neighbour, during the flood and the outages",
          value: during.percentile(95),
          unit: "ms",
          // The flood shares the processor, and the bounded wait for Redis happens twice.
          atMost: Math.max(100, 4 * alone.percentile(95)),
        },
      ];
    } finally {
      await Promise.all(servers.map((server) => server.kill()));
      await redis.kill();
    }
  },
});
