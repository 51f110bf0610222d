import type { RateDecision } from "@/lib/http/rate-limit/rate-limiter";

export type SlidingWindows = {
  /** The decision for a hit at `time`, without counting it. */
  read(key: string, limit: number, time: number): RateDecision;
  /** Counts a hit. Call it after `read` allowed it. */
  add(key: string, limit: number, time: number): RateDecision;
};

/**
 * The hits of the last `windowMs` milliseconds by key. Stores the time of each hit in 8 bytes, and deletes keys with empty
 * windows.
 */
export function createSlidingWindows(windowMs: number): SlidingWindows {
  const windows = new Map<string, HitTimes>();
  let sweptAt = Number.NEGATIVE_INFINITY;

  function sweep(time: number): void {
    if (time - sweptAt <= windowMs) return;
    sweptAt = time;
    for (const [key, hits] of windows) if (hits.dropUntil(time - windowMs) === 0) windows.delete(key);
  }

  function decide(hits: HitTimes | undefined, limit: number, time: number, allowed: boolean): RateDecision {
    const length = hits?.length ?? 0;
    // A limit that was lowered lets several hits leave before it allows another one.
    const next = hits?.at(Math.max(0, length - limit));
    return {
      allowed,
      limit,
      remaining: Math.max(0, limit - length),
      // Not `next + windowMs - time`: rounding would make it longer than the window.
      resetMs: next === undefined ? 0 : windowMs - (time - next),
    };
  }

  return {
    read(key, limit, time) {
      sweep(time);
      const hits = windows.get(key);
      return decide(hits, limit, time, (hits?.dropUntil(time - windowMs) ?? 0) < limit);
    },
    add(key, limit, time) {
      let hits = windows.get(key);
      if (!hits) {
        hits = new HitTimes();
        windows.set(key, hits);
      }
      hits.push(time);
      return decide(hits, limit, time, true);
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
