import { monotonicFactory } from "ulid";

/** A new ULID: 26 characters that sort by the time they were made, also within one millisecond of one process. */
export const createId: () => string = monotonicFactory();
