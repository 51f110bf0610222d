import "server-only";
import type { MemoryLimiter } from "@/lib/http/rate-limit/memory-limiter";
import {
  type BucketPolicy,
  isWindow,
  type RateDecision,
  type RateLimiter,
  type RatePolicy,
} from "@/lib/http/rate-limit/rate-limiter";
import type { RedisLimiter } from "@/lib/http/rate-limit/redis-limiter";
import { second } from "@/lib/time";

/** How long a request waits for Redis. */
const maxWaitMs = 100;
const probeIntervalMs = second;
/** A window that Redis found full is full for everybody: for this long this process rejects without asking again. */
const maxFullMs = second;
const maxFullKeys = 10_000;

export type Outage = { since: number; reason: unknown };

export type FallbackLimiter = RateLimiter & {
  /** Null while Redis decides. */
  findOutage(): Outage | null;
  stop(): void;
};

type Options = {
  local: MemoryLimiter;
  /** Called at each change of state. */
  onOutage: (reason: unknown) => void;
  onRecovery: (seconds: number) => void;
  /** Opens a new connection, after one has not answered for `stuckProbes` probes. */
  reconnect: () => void;
  isAwayAtStart?: unknown;
};

type Waiting = { startedAt: number; decideLocally: () => void };

/**
 * Lets Redis decide, and this process while Redis is away or slow: the same limits, counted for this process. Hits that
 * Redis counted are counted here as well, so the limit does not begin again with an outage. One request of a second asks
 * whether Redis is back.
 */
export function createFallbackLimiter(shared: RedisLimiter, options: Options): FallbackLimiter {
  const { local, onOutage, onRecovery, reconnect } = options;
  /** In the order of their starts. */
  const waiting = new Set<Waiting>();
  const full = new Map<string, { decisions: RateDecision[]; at: number; until: number }>();
  let watch: NodeJS.Timeout | undefined;
  let probe: NodeJS.Timeout | undefined;
  let outage: Outage | null = null;
  let isStopped = false;

  function startOutage(reason: unknown): void {
    if (outage || isStopped) return;
    outage = { since: performance.now(), reason };
    onOutage(reason);
    const calls = [...waiting];
    waiting.clear();
    for (const { decideLocally } of calls) decideLocally();
    scheduleProbe();
  }

  function scheduleProbe(): void {
    if (!isStopped) probe = setTimeout(runProbe, probeIntervalMs).unref();
  }

  /** A hit, not PING: a Redis that is out of memory or read-only answers that. */
  async function runProbe(): Promise<void> {
    const startedAt = performance.now();
    const stuck = setTimeout(reconnect, 5 * second).unref();
    try {
      await shared.hit([{ name: "probe", key: "", limit: 1, windowMs: 1 }]);
      if (performance.now() - startedAt <= maxWaitMs) return endOutage();
    } catch (error) {
      if (outage) outage.reason = error;
    } finally {
      clearTimeout(stuck);
    }
    scheduleProbe();
  }

  function endOutage(): void {
    if (!outage || isStopped) return;
    const seconds = Math.ceil((performance.now() - outage.since) / second);
    outage = null;
    onRecovery(seconds);
  }

  function startWatch(): void {
    watch ??= setTimeout(() => setImmediate(checkWaiting), maxWaitMs).unref();
  }

  /** Runs after the answers that have arrived were read: a busy event loop is not an outage. */
  function checkWaiting(): void {
    watch = undefined;
    const [oldest] = waiting;
    if (!oldest) return;
    if (performance.now() - oldest.startedAt >= maxWaitMs)
      startOutage(new Error(`Redis did not answer within ${maxWaitMs} ms.`));
    else startWatch();
  }

  /** `askShared` rejects or hangs while Redis is away. */
  function ask<Result>(askShared: () => Promise<Result>, decideLocally: () => Result): Promise<Result> {
    return new Promise((resolve) => {
      const call = { startedAt: performance.now(), decideLocally: () => resolve(decideLocally()) };
      waiting.add(call);
      startWatch();
      askShared().then(
        (result) => {
          if (waiting.delete(call)) resolve(result);
        },
        (error) => {
          if (!waiting.delete(call)) return;
          startOutage(error);
          call.decideLocally();
        },
      );
    });
  }

  function findFull(id: string): RateDecision[] | undefined {
    const found = full.get(id);
    if (!found) return;
    const time = performance.now();
    if (time >= found.until) {
      full.delete(id);
      return;
    }
    const elapsed = time - found.at;
    return found.decisions.map((decision) => ({
      ...decision,
      resetMs: decision.resetMs && Math.max(1, decision.resetMs - elapsed),
    }));
  }

  function rememberFull(id: string, decisions: RateDecision[]): void {
    const rejections = decisions.filter(({ allowed }) => !allowed);
    const resetMs = Math.max(...rejections.map((decision) => decision.resetMs));
    const at = performance.now();
    if (full.size >= maxFullKeys) full.clear();
    full.set(id, { decisions, at, until: at + Math.min(resetMs, maxFullMs) });
  }

  async function hitShared(policies: readonly RatePolicy[]): Promise<RateDecision[]> {
    // A refund makes room in a bucket.
    const id = policies.every(isWindow) ? toId(policies) : null;
    const known = id === null ? undefined : findFull(id);
    if (known) return known;
    const decisions = await ask(
      () => shared.hit(policies),
      () => null,
    );
    if (!decisions) return local.hit(policies);
    if (decisions.every(({ allowed }) => allowed)) local.hit(policies);
    else if (id !== null) rememberFull(id, decisions);
    return decisions;
  }

  if (options.isAwayAtStart !== undefined) startOutage(options.isAwayAtStart);

  return {
    hit: (policies) => (outage ? local.hit(policies) : hitShared(policies)),
    peek: (policies) =>
      outage
        ? local.peek(policies)
        : ask(
            () => shared.peek(policies),
            () => local.peek(policies),
          ),
    refund: (policies: readonly BucketPolicy[]) => {
      local.refund(policies);
      if (outage) return;
      return ask(
        () => shared.refund(policies),
        () => undefined,
      );
    },
    findOutage: () => outage,
    stop: () => {
      isStopped = true;
      clearTimeout(watch);
      clearTimeout(probe);
    },
  };
}

function toId(policies: readonly RatePolicy[]): string {
  return policies
    .map((policy) => `${policy.name} ${policy.key} ${isWindow(policy) ? policy.limit : ""}`)
    .join("\n");
}
