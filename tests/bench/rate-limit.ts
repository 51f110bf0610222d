import { Redis } from "ioredis";
import { createMemoryLimiter } from "@/lib/http/rate-limit/memory-limiter";
import { openRedis } from "@/lib/http/rate-limit/open-redis";
import type { RateLimiter } from "@/lib/http/rate-limit/rate-limiter";
import { CommandError } from "@/scripts/command/run-command";
import { startRedis } from "@/tests/support/servers/redis";
import { median } from "./measure";

/**
 * The cost of a rate limit decision with memory and with Redis, in turns: of one call after the other, and of 64 at a time,
 * as calls arrive under load. The decisions spread over 1,000 workspaces.
 */
const rounds = Number(process.env.BENCH_ROUNDS || 7);
const decisions = 6_400;
const atATime = [1, 64];

export async function benchRateLimit(): Promise<void> {
  process.env.DATABASE_URL ||= "postgresql://localhost/unused";
  process.env.NEXTAUTH_SECRET ||= "a secret of the benchmark, which guards nothing";
  process.env.NEXTAUTH_URL ||= "http://localhost:3000";
  const server = await startRedis();
  const redis = await openRedis(server.url, createMemoryLimiter());
  const observer = new Redis(server.url);
  try {
    const limiters = { memory: createMemoryLimiter(), Redis: redis.limiter };
    for (const concurrency of atATime) {
      const times: Record<string, number[]> = { memory: [], Redis: [] };
      for (let round = 0; round <= rounds; round += 1)
        for (const [name, limiter] of Object.entries(limiters)) {
          const time = await measureTurn(limiter, concurrency);
          if (redis.limiter.findOutage()) throw new CommandError("Redis was too slow: the machine is busy.");
          if (round > 0) times[name]?.push(time);
        }
      const [memory, shared] = [median(times.memory ?? []), median(times.Redis ?? [])];
      console.log(
        `${String(concurrency).padStart(3)} at a time: memory ${memory.toFixed(2)} µs, Redis ${shared.toFixed(1)} µs of a decision, ratio ${(shared / memory).toFixed(0)}`,
      );
    }
    const statistics = await observer.info("commandstats");
    console.log(
      `In Redis: ${/^cmdstat_evalsha:.*usec_per_call=([\d.]+)/m.exec(statistics)?.[1]} µs of a decision`,
    );
  } finally {
    observer.disconnect();
    redis.close();
    await server.kill();
  }
}

/** Microseconds of wall time for each decision. */
async function measureTurn(limiter: RateLimiter, concurrency: number): Promise<number> {
  const startedAt = performance.now();
  for (let sent = 0; sent < decisions; sent += concurrency)
    await Promise.all(
      Array.from({ length: concurrency }, async (_, index) =>
        limiter.hit([
          { name: "workspace", key: `workspace ${(sent + index) % 1_000}`, limit: 1e9, windowMs: 60_000 },
        ]),
      ),
    );
  return ((performance.now() - startedAt) * 1_000) / decisions;
}
