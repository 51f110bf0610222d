import { fc } from "./properties";

/** With days of 23, 23.5, 24.5 and 25 hours, changes at midnight, and offsets of a quarter of an hour. */
export const timeZones = [
  "UTC",
  "Europe/Brussels",
  "America/New_York",
  "America/Havana",
  "Africa/Cairo",
  "Asia/Beirut",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Kiritimati",
  "Pacific/Pago_Pago",
];

/** A time around `base` and a time zone. */
export function anyMoment(base: number): fc.Arbitrary<{ now: number; timeZone: string }> {
  const day = 24 * 60 * 60_000;
  const now = fc.oneof(
    fc.integer({ min: base - 20 * day, max: base + 20 * day }),
    // At and around full hours, where days begin.
    fc
      .tuple(fc.integer({ min: -20 * 24, max: 20 * 24 }), fc.constantFrom(-1, 0, 1))
      .map(([hours, after]) => base + hours * (day / 24) + after),
  );
  return fc.record({ now, timeZone: fc.constantFrom(...timeZones) });
}
