import "server-only";
import { Redis } from "ioredis";
import { env } from "@/lib/env";
import { createFallbackLimiter, type FallbackLimiter } from "@/lib/http/rate-limit/fallback-limiter";
import type { MemoryLimiter } from "@/lib/http/rate-limit/memory-limiter";
import { createRedisLimiter } from "@/lib/http/rate-limit/redis-limiter";
import { backgroundLogger } from "@/lib/logger";
import { second } from "@/lib/time";

/** An answer that a retry would get again. */
const isRejectedLogin = (error: Error) =>
  /^(?:WRONGPASS|NOAUTH|NOPERM)|^ERR (?:invalid password|Client sent AUTH|AUTH|invalid DB|DB index)/i.test(
    error.message,
  );

/** ioredis says "Stream isn't writeable". */
const connectionClosed = new Error("The connection to Redis is closed.");

export type OpenRedis = { limiter: FallbackLimiter; close: () => void };

/**
 * Opens the shared limiter of REDIS_URL. Throws if Redis rejects the login. If Redis cannot be reached, this process begins
 * with its own counters.
 */
export async function openRedis(url: string, local: MemoryLimiter): Promise<OpenRedis> {
  const redis = new Redis(url, {
    lazyConnect: true,
    // RESP2, which every version speaks.
    protocol: 2,
    connectTimeout: 2 * second,
    keepAlive: 10 * second,
    connectionName: "api-access",
    // Without a connection, requests fail immediately instead of waiting: the fallback decides.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    // A hit that was sent again could count twice.
    autoResendUnfulfilledCommands: false,
    retryStrategy: (attempt) => Math.min(attempt * 100, second),
    // After a failover the old primary is a replica.
    reconnectOnError: ({ message }) => message.startsWith("READONLY"),
  });
  /** The error of the last connection attempt. */
  let lastError: Error | undefined;
  redis.on("ready", () => {
    lastError = undefined;
  });
  redis.on("error", (error: Error) => {
    lastError = error;
  });
  const failure = await redis.connect().then(
    () => undefined,
    (error: Error) => lastError ?? error,
  );
  if (failure && isRejectedLogin(failure)) {
    redis.disconnect();
    throw new Error(`Redis rejected the user, the password or the database of REDIS_URL: ${failure.message}`);
  }
  if (!failure) await warnOfEviction(redis);
  const limiter = createFallbackLimiter(createRedisLimiter(redis, env().NEXTAUTH_SECRET), {
    local,
    isAwayAtStart: failure,
    onOutage: (reason) =>
      backgroundLogger.error(
        { err: redis.status === "ready" ? reason : (lastError ?? connectionClosed) },
        "Redis is away: this process counts the rate limits itself.",
      ),
    onRecovery: (seconds) => backgroundLogger.info({ seconds }, "Redis counts the rate limits again."),
    reconnect: () => redis.disconnect(true),
  });
  return {
    limiter,
    close: () => {
      limiter.stop();
      redis.disconnect();
    },
  };
}

/** An evicted counter begins again, and its limit allows more. */
async function warnOfEviction(redis: Redis): Promise<void> {
  const memory = await redis.info("memory").catch(() => "");
  const policy = /^maxmemory_policy:(\S+)/m.exec(memory)?.[1] ?? "noeviction";
  if (/^maxmemory:0\s*$/m.test(memory) || policy === "noeviction") return;
  backgroundLogger.warn(
    { policy },
    "Redis may evict counters of rate limits: give it a maxmemory-policy of noeviction.",
  );
}
