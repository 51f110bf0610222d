import { randomFillSync } from "node:crypto";
import { monotonicFactory } from "ulid";

/** A new ULID: 26 characters that sort by the time they were made, also within one millisecond of one process. */
export const createId: () => string = monotonicFactory(createRandom());

/** Random numbers from 0 up to 1, drawn from the system a page at a time: one draw per character would cost more than the id. */
function createRandom(): () => number {
  const page = new Uint8Array(4096);
  let next = page.length;
  return () => {
    if (next === page.length) {
      randomFillSync(page);
      next = 0;
    }
    const byte = page[next] as number;
    next += 1;
    return byte / 256;
  };
}
