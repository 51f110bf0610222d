import { decodeTime, encodeTime } from "ulid";

/** When something was made: its ULID says so, to the millisecond. */
export function timeOf(id: string): Date {
  return new Date(decodeTime(id));
}

/** What the ids of all that was made from this time on are greater than or equal to, and those of earlier ones less than. */
export function firstIdAt(time: Date): string {
  return encodeTime(time.getTime(), 10) + "0".repeat(16);
}
