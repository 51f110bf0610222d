"use client";

import { useSyncExternalStore } from "react";

/** For lists: milliseconds tell the rows apart. */
export function LocalTime({ time }: { time: Date }) {
  const zone = useTimeZone();
  return (
    <time dateTime={time.toISOString()} className="whitespace-nowrap font-mono text-sm">
      <span className="text-muted">{format(time, zone, dayStyle)} </span>
      {format(time, zone, timeStyle)}
    </time>
  );
}

interface ShortLocalTimeProps {
  time: Date;
  seconds?: boolean;
}

/** "Nov 12, 14:05", or "Nov 12, 14:05:33" */
export function ShortLocalTime({ time, seconds = false }: ShortLocalTimeProps) {
  const style = seconds ? secondsStyle : shortStyle;
  return <time dateTime={time.toISOString()}>{format(time, useTimeZone(), style)}</time>;
}

/** "Nov 24, 2026, 06:43:46.123 GMT+1" */
export function ExactLocalTime({ time }: { time: Date }) {
  return <time dateTime={time.toISOString()}>{format(time, useTimeZone(), exactStyle)}</time>;
}

/** For text in the browser. */
export function formatExactLocalTime(time: Date): string {
  return format(time, readTimeZone(), exactStyle);
}

/** "Nov 24, 2026" */
export function LocalDay({ time }: { time: Date }) {
  return <time dateTime={time.toISOString()}>{format(time, useTimeZone(), dateStyle)}</time>;
}

/** Returns the zone's name at that time: "GMT+1". */
export function nameZone(time: Date, timeZone: string): string {
  // Intl formats the zone only together with a date.
  const [, zone = ""] = format(time, timeZone, zoneStyle).split(", ");
  return zone;
}

/** The browser's time zone. The server's HTML and the first render are in UTC. */
export function useTimeZone(): string {
  return useSyncExternalStore(neverChanges, readTimeZone, () => "UTC");
}

const neverChanges = () => () => {};

let timeZone: string | undefined;

function readTimeZone(): string {
  timeZone ??= Intl.DateTimeFormat().resolvedOptions().timeZone;
  return timeZone;
}

const timeStyle = {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
  hourCycle: "h23",
} satisfies Intl.DateTimeFormatOptions;
const dayStyle = { month: "short", day: "2-digit" } satisfies Intl.DateTimeFormatOptions;
const shortStyle = {
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
} satisfies Intl.DateTimeFormatOptions;
const secondsStyle = { ...shortStyle, second: "2-digit" } satisfies Intl.DateTimeFormatOptions;
const dateStyle = { year: "numeric", month: "short", day: "numeric" } satisfies Intl.DateTimeFormatOptions;
const zoneStyle = { timeZoneName: "short" } satisfies Intl.DateTimeFormatOptions;
const exactStyle = {
  ...dateStyle,
  ...timeStyle,
  timeZoneName: "short",
} satisfies Intl.DateTimeFormatOptions;

const formats = new Map<Intl.DateTimeFormatOptions, Intl.DateTimeFormat>();

function format(time: Date, timeZone: string, style: Intl.DateTimeFormatOptions): string {
  const cached = formats.get(style);
  if (cached?.resolvedOptions().timeZone === timeZone) return cached.format(time);
  const created = new Intl.DateTimeFormat("en", { ...style, timeZone });
  formats.set(style, created);
  return created.format(time);
}
