import { randomFillSync } from "node:crypto";
import { decodeTime, encodeTime, monotonicFactory } from "ulid";
import { minute } from "@/lib/time";

/** Creates a ULID: 26 characters that sort by creation time, also within one millisecond of one process. */
export const createId: () => string = monotonicFactory(createRandom());

let latest = 0;
let createUlidAt = monotonicFactory(createRandom());

/**
 * Creates a ULID of this time, in milliseconds, that is greater than those before. A clock that steps back by less than a
 * minute keeps the order; an older time starts a new order.
 */
export function createIdAt(time: number): string {
  if (time < latest - minute) createUlidAt = monotonicFactory(createRandom());
  latest = time;
  return createUlidAt(time);
}

/** Milliseconds since 1970 until the creation of a ULID. */
export function getIdMilliseconds(id: string): number {
  return decodeTime(id);
}

/** Returns the creation time of a ULID, to the millisecond. */
export function getIdTime(id: string): Date {
  return new Date(decodeTime(id));
}

/** Returns the smallest ULID of a time: rows created from then on have ids >= it. ULIDs begin in 1970. */
export function getMinId(time: Date): string {
  return encodeTime(Math.max(0, time.getTime()), 10) + "0".repeat(16);
}

/** Random numbers in [0, 1). A system call per 4 KiB: one per character would cost more than the id. */
function createRandom(): () => number {
  const buffer = new Uint8Array(4096);
  let position = buffer.length;
  return () => {
    if (position === buffer.length) {
      randomFillSync(buffer);
      position = 0;
    }
    const byte = buffer[position] as number;
    position += 1;
    return byte / 256;
  };
}
