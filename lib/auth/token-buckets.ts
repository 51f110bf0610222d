export type TokenBuckets = {
  /** Takes a token, where there is one. */
  take(key: string): boolean;
  /** Gives a token back, as if it had not been taken. */
  giveBack(key: string): void;
  /** How many tokens there are: a whole number. */
  count(key: string): number;
  /** Milliseconds until there are so many tokens. */
  waitFor(key: string, tokens: number): number;
};

/** It held `tokens` at `time`, and has been refilled since. */
type Bucket = { tokens: number; time: number };

/** Sums of fractions may fall short of a whole number by so much. */
const tolerance = 1e-9;

/**
 * Allows `capacity` attempts in a row, and then one per `refillMs`: a wait is never longer than that. Buckets that are full
 * are forgotten; beyond `maxKeys` those that were used least recently are.
 */
export function createTokenBuckets(options: {
  capacity: number;
  refillMs: number;
  maxKeys?: number;
  now?: () => number;
}): TokenBuckets {
  const { capacity, refillMs, maxKeys = 50_000, now = () => performance.now() } = options;
  // In the order of their last use.
  const buckets = new Map<string, Bucket>();

  function read(key: string): number {
    const bucket = buckets.get(key);
    return bucket ? Math.min(capacity, bucket.tokens + (now() - bucket.time) / refillMs) : capacity;
  }

  function write(key: string, tokens: number): void {
    buckets.delete(key);
    if (tokens < capacity) buckets.set(key, { tokens, time: now() });
    for (const oldest of buckets.keys()) {
      if (buckets.size <= maxKeys && read(oldest) < capacity) break;
      buckets.delete(oldest);
    }
  }

  return {
    take(key) {
      const tokens = read(key);
      if (tokens + tolerance < 1) return false;
      write(key, tokens - 1);
      return true;
    },
    giveBack: (key) => write(key, Math.min(capacity, read(key) + 1)),
    count: (key) => Math.floor(read(key) + tolerance),
    waitFor: (key, tokens) => Math.max(0, (tokens - read(key)) * refillMs),
  };
}
