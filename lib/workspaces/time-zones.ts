import { z } from "zod";
import { toWallClock } from "@/lib/wall-clock";

/** IANA names. Intl does not list UTC. */
const timeZones: ReadonlySet<string> = new Set(["UTC", ...Intl.supportedValuesOf("timeZone")]);

/** Where the days, weeks and months of a workspace begin. */
export const WorkspaceTimeZone = z.strictObject({
  timeZone: z.string().refine((name) => timeZones.has(name), "Choose a time zone of the list."),
});
export type WorkspaceTimeZone = z.infer<typeof WorkspaceTimeZone>;

export type TimeZoneOption = {
  name: string;
  /** The offset at present: "UTC+05:30". */
  offset: string;
};

/** All time zones by name, UTC first. */
export function listTimeZones(now: number = Date.now()): TimeZoneOption[] {
  return Array.from(timeZones, (name) => ({ name, offset: formatOffset(name, now) }));
}

function formatOffset(timeZone: string, now: number): string {
  const minutes = Math.round((toWallClock(now, timeZone) - now) / 60_000);
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const pad = (number: number) => String(number).padStart(2, "0");
  return `UTC${minutes < 0 ? "−" : "+"}${pad(hours)}:${pad(rest)}`;
}
