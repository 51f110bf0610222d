import { randomFillSync } from "node:crypto";
import { decodeTime, encodeTime, monotonicFactory } from "ulid";

const createUlid = monotonicFactory(createRandom());

/** Creates a ULID: 26 characters that sort by creation time, also within one millisecond of one process. */
export const createId = (): string => createUlid();

/** Creates a ULID of at least this time, in milliseconds, that is greater than all others of this process. */
export const createIdAt = (time: number): string => createUlid(time);

/** Returns the creation time of a ULID, to the millisecond. */
export function getIdTime(id: string): Date {
  return new Date(decodeTime(id));
}

/** Returns the smallest ULID of a time: rows created from then on have ids >= it. */
export function getMinId(time: Date): string {
  return encodeTime(time.getTime(), 10) + "0".repeat(16);
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
