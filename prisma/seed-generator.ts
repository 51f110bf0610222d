import { ulid } from "ulid";

export type Generator = ReturnType<typeof createGenerator>;

/** Seeded randomness: the same seed and time give the same ids, times and choices. */
export function createGenerator(seedNumber: number, now: Date) {
  let state = seedNumber;
  // mulberry32
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const integer = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1));
  return {
    random,
    integer,
    ago: (milliseconds: number): Date => new Date(now.getTime() - milliseconds),
    id: (time: number): string => ulid(Math.floor(time), random),
    pick: <Item>(items: readonly Item[]): Item => items[integer(0, items.length - 1)] as Item,
  };
}
