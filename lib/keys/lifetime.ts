import { z } from "zod";
import { expiryPresets } from "@/lib/keys/expiry-presets";
import { day, hour } from "@/lib/time";
import { findFirstInstant, toWallClock } from "@/lib/wall-clock";

/** Milliseconds for which a replaced key still works beside the new one. */
export const overlaps = { none: 0, hour, day, week: 7 * day } as const;
export type Overlap = keyof typeof overlaps;
export const Overlap = z.enum(Object.keys(overlaps) as [Overlap, ...Overlap[]]);

/** Days before the expiry of a key at which it is warned about. A key that never lives longer is not. */
export const expiryWarningDays = [14, 3, 1] as const;

/** Never, after a number of days, or on a date: at the end of that day in the workspace's time zone. */
export const Expiry = z.union(
  [z.enum(["never", ...expiryPresets]), z.iso.date("Choose a date.")],
  "Choose a date.",
);
export type Expiry = z.infer<typeof Expiry>;

/** The limits of a workspace for its keys. */
export type KeyPolicy = { timeZone: string; maxKeyDays: number | null };

/** `latest` is the limit of the workspace; null: none. `rejection` says why the workspace does not allow the expiry. */
type ResolvedExpiry = { expiresAt: Date | null; latest: Date | null; rejection?: string };

/** Returns when such a key expires, or the reason why the workspace does not allow it. */
export function resolveExpiry(
  expiry: Expiry,
  { timeZone, maxKeyDays }: KeyPolicy,
  now: Date,
): ResolvedExpiry {
  const latest = maxKeyDays === null ? null : endOfDay(now.getTime() + maxKeyDays * day, timeZone);
  const expiresAt = toTime(expiry, timeZone, now);
  const isTooLate = latest !== null && (expiresAt === null || expiresAt > latest);
  if (isTooLate)
    return {
      expiresAt,
      latest,
      rejection: `Keys of this workspace expire after ${maxKeyDays} days at the latest.`,
    };
  if (expiresAt !== null && expiresAt <= now)
    return { expiresAt, latest, rejection: "Choose a date from today on." };
  return { expiresAt, latest };
}

function toTime(expiry: Expiry, timeZone: string, now: Date): Date | null {
  if (expiry === "never") return null;
  if (!expiry.includes("-")) return new Date(now.getTime() + Number(expiry) * day);
  return new Date(findFirstInstant(Date.parse(expiry) + day, timeZone));
}

/** The first instant of the next day. */
function endOfDay(time: number, timeZone: string): Date {
  const local = toWallClock(time, timeZone);
  return new Date(findFirstInstant(Math.floor(local / day) * day + day, timeZone));
}
