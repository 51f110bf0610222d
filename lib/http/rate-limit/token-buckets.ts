export type TokenBuckets = {
  /** Takes a token. False if the bucket is empty. */
  take(key: string): boolean;
  /** Returns a token to the bucket. */
  giveBack(key: string): void;
  /** The number of whole tokens in the bucket. */
  count(key: string): number;
  /** Milliseconds until the bucket holds that number of tokens. */
  getWaitMs(key: string, tokens: number): number;
};

/** The bucket held `tokens` at `time` and refills since then. */
type Bucket = { tokens: number; time: number };

/** The rounding error of summed fractions. */
const tolerance = 1e-9;

/**
 * Allows a burst of `capacity` attempts, then one per `refillMs`. Full buckets are dropped; above `maxKeys` the least
 * recently used buckets are dropped too.
 */
export function createTokenBuckets(options: {
  capacity: number;
  refillMs: number;
  maxKeys?: number;
  now?: () => number;
}): TokenBuckets {
  const { capacity, refillMs, maxKeys = 50_000, now = () => performance.now() } = options;
  // Ordered by last use.
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
    getWaitMs: (key, tokens) => Math.max(0, (tokens - read(key)) * refillMs),
  };
}
