import { getField, type MessageFields } from "@/lib/ingestion/messages/fields";
import type { MessageWarning } from "@/lib/ingestion/outcomes";
import { day, second } from "@/lib/time";
import { normalizeDate } from "@/lib/timestamp";

/** Includes the time that a request takes to arrive. */
const maxClockSkew = 5 * second;

/** Local times without an offset are up to 14 hours ahead of UTC. */
const maxAhead = day;

/**
 * The time of an activity, corrected by the difference between the sender's clock, `sentAt`, and ours. Undefined before
 * 1970. Some libraries repeat a request with the old `sentAt`: the delay counts as a difference of clocks.
 */
export function readTime(
  message: MessageFields,
  batchSentAt: number | undefined,
  receivedAt: Date,
  warnings: Set<MessageWarning>,
): Date | undefined {
  // RudderStack's libraries send the original time only.
  const sent = parseTime(getField(message, "timestamp") ?? getField(message, "originalTimestamp"));
  if (sent === undefined) {
    warnings.add("unreadable_time");
    return receivedAt;
  }
  const now = receivedAt.getTime();
  const skew = now - (parseTime(getField(message, "sentAt")) ?? batchSentAt ?? now);
  const time = Math.abs(skew) <= maxClockSkew ? sent : sent + skew;
  if (time < 0) return undefined;
  if (time <= now + maxAhead) return new Date(time);
  warnings.add("future_time");
  return receivedAt;
}

/** Milliseconds since 1970. Undefined unless it is a date in ISO 8601, of any precision. */
export function parseTime(value: unknown): number | undefined {
  const date = typeof value === "string" ? normalizeDate(value.trim()) : undefined;
  return date === undefined ? undefined : Date.parse(date);
}
