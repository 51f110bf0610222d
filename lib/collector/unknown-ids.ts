import { minute } from "@/lib/time";

type Options = { maxIds?: number; lifetime?: number; now?: () => number };

/**
 * Ids that no website has, so that a flood of calls with one costs one lookup a minute. An id is random and belongs to
 * one website for good, so an unknown id does not become known. The oldest entry makes room for a new one.
 */
export class UnknownIds {
  private readonly expiries = new Map<string, number>();
  private readonly maxIds: number;
  private readonly lifetime: number;
  private readonly now: () => number;

  constructor({ maxIds = 10_000, lifetime = minute, now = () => performance.now() }: Options = {}) {
    this.maxIds = maxIds;
    this.lifetime = lifetime;
    this.now = now;
  }

  has(id: string): boolean {
    const expiry = this.expiries.get(id);
    return expiry !== undefined && expiry > this.now();
  }

  add(id: string): void {
    this.expiries.delete(id);
    const [oldest] = this.expiries.keys();
    if (oldest !== undefined && this.expiries.size >= this.maxIds) this.expiries.delete(oldest);
    this.expiries.set(id, this.now() + this.lifetime);
  }
}
