import type { MessageOf } from "@/lib/collector/schema";
import { second } from "@/lib/time";
import { toSourceParameters } from "@/lib/visits/source";

/** A message that becomes an event. */
export type ActivityMessage = MessageOf<"pageview" | "screen" | "event">;

/** Includes the time that a message takes to arrive. */
const maxClockSkew = 5 * second;

/**
 * The time of the activity, by the browser's clock if that is about right: it keeps messages in order that take
 * different times to arrive. Of a wrong clock only the age counts.
 */
export function toActivityTime({ sentAt, age }: ActivityMessage): Date {
  const now = Date.now();
  const isRight = sentAt !== undefined && Math.abs(now - sentAt) <= maxClockSkew;
  return new Date(isRight ? Math.min(now, sentAt - age) : now - age);
}

/** The event on the timeline. */
export function toActivityEvent(message: ActivityMessage): {
  name: string;
  metadata: ReadonlyMap<string, unknown>;
} {
  if (message.type === "event") return { name: message.name, metadata: message.metadata ?? new Map() };
  const { url, title, referrer, parameters } = message.page;
  const page = { url, title, referrer, ...Object.fromEntries(toSourceParameters(parameters)) };
  const metadata = message.type === "screen" ? { name: message.name, ...page } : page;
  return {
    name: message.type === "screen" ? "screen viewed" : "page viewed",
    metadata: new Map(Object.entries(metadata).filter(([, value]) => value !== undefined && value !== "")),
  };
}
