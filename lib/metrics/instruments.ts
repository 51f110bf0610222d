import { singleton } from "@/lib/singleton";

/** What the product reports as it runs. Labels are few: route patterns, methods, classes of status, names of limits. */
export type Instruments = {
  /** A request of the API or the collector by its route pattern, of which null is an unknown path, or of a page. */
  observeRequest(route: string | null, method: string, status: number, milliseconds: number): void;
  /** A request that a limit rejected, by the policy's name. */
  countRejection(policy: string): void;
  /** A transaction that several writes shared. */
  observeBatch(writes: number, milliseconds: number): void;
};

const holder = singleton<{ instruments?: Instruments }>("metrics", () => ({}));

/** Undefined while metrics are off, which then cost one look-up. */
export function getInstruments(): Instruments | undefined {
  return holder.instruments;
}

export function setInstruments(instruments: Instruments): void {
  holder.instruments = instruments;
}
