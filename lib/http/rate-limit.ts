export type RateDecision = {
  allowed: boolean;
  limit: number;
  /** Hits left in the window. */
  remaining: number;
  /** Seconds until the window has room for one more hit than now; 0 for an empty window. */
  resetSeconds: number;
};

export type Limiter = {
  /** Counts a hit, unless the window is full: rejected hits do not extend the wait. `limit` replaces the limiter's. */
  hit(key: string, limit?: number): RateDecision;
  /** The decision for a hit, without counting it. */
  peek(key: string, limit?: number): RateDecision;
  clear(key: string): void;
};

/**
 * A true sliding window: no `windowMs` milliseconds contain more than `limit` hits. Stores the time of each hit in 8
 * bytes, and deletes keys with empty windows.
 */
export function createLimiter(options: { limit: number; windowMs: number; now?: () => number }): Limiter {
  const { windowMs, now = () => performance.now() } = options;
  const windows = new Map<string, HitTimes>();
  let sweptAt = now();

  function decide(key: string, limit: number, count: boolean): RateDecision {
    const time = now();
    if (time - sweptAt > windowMs) {
      sweptAt = time;
      for (const [name, hits] of windows) if (hits.dropUntil(time - windowMs) === 0) windows.delete(name);
    }
    let hits = windows.get(key);
    const used = hits?.dropUntil(time - windowMs) ?? 0;
    const allowed = used < limit;
    if (allowed && count) {
      if (!hits) {
        hits = new HitTimes();
        windows.set(key, hits);
      }
      hits.push(time);
    }
    const length = hits?.length ?? 0;
    // A limit that was lowered lets several hits leave before it allows another one.
    const next = hits?.at(Math.max(0, length - limit));
    // Not `next + windowMs - time`: rounding would make it longer than the window.
    const waitMs = next === undefined ? 0 : windowMs - (time - next);
    return {
      allowed,
      limit,
      remaining: Math.max(0, limit - length),
      resetSeconds: next === undefined ? 0 : Math.max(1, Math.ceil(waitMs / 1000)),
    };
  }

  return {
    hit: (key, limit = options.limit) => decide(key, limit, true),
    peek: (key, limit = options.limit) => decide(key, limit, false),
    clear: (key) => {
      windows.delete(key);
    },
  };
}

/** A ring buffer of hit times that doubles when full. */
class HitTimes {
  length = 0;
  private ring = new Float64Array(16);
  private first = 0;

  /** The time of a hit; 0 is the oldest one. */
  at(index: number): number | undefined {
    return index < this.length ? this.ring[(this.first + index) % this.ring.length] : undefined;
  }

  push(time: number): void {
    if (this.length === this.ring.length) this.grow();
    this.ring[(this.first + this.length) % this.ring.length] = time;
    this.length += 1;
  }

  /** Drops hits at `time` or before. Returns the number of hits left. */
  dropUntil(time: number): number {
    while (this.length > 0 && (this.ring[this.first] as number) <= time) {
      this.first = (this.first + 1) % this.ring.length;
      this.length -= 1;
    }
    return this.length;
  }

  private grow(): void {
    const larger = new Float64Array(this.ring.length * 2);
    const tail = this.ring.subarray(this.first);
    larger.set(tail);
    larger.set(this.ring.subarray(0, this.first), tail.length);
    this.ring = larger;
    this.first = 0;
  }
}
