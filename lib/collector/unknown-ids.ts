import { minute } from "@/lib/time";

type Options = { maxIds?: number; lifetime?: number; now?: () => number };

/**
 * A negative cache: a flood of calls with an unknown id costs one look-up a minute. Ids are random and never reassigned,
 * so an unknown id stays unknown. A full cache drops its oldest entry.
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
