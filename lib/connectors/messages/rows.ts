import {
  createLoader,
  createParser,
  createSerializer,
  type inferParserType,
  parseAsStringLiteral,
} from "nuqs/server";
import { type MessageType, messageTypes } from "@/lib/ingestion/message";
import {
  type ExclusionReason,
  exclusionReasons,
  type MessageOutcome,
  type RejectionReason,
  rejectionReasons,
  requestRejections,
  warningTexts,
} from "@/lib/ingestion/outcomes";
import { findKeyText } from "@/lib/keys/mask";
import { isStorable } from "@/lib/text/storable";
import { day, hour } from "@/lib/time";
import { parseAsUlid } from "@/lib/url-parsers";

/** In the order of the chart. */
export const messageOutcomes = [
  "accepted",
  "duplicate",
  "excluded",
  "rejected",
] as const satisfies MessageOutcome[];

export const outcomeLabels: Record<MessageOutcome, string> = {
  accepted: "Accepted",
  duplicate: "Duplicate",
  excluded: "Excluded",
  rejected: "Rejected",
};

/**
 * Ranges of the volume that end now, by their names in the URL, with the width of their bars. Counts are stored by hour, so
 * a range begins with the bar in which it would begin.
 */
export const volumeRanges = {
  "1h": { label: "Current and previous hour", milliseconds: hour, barWidth: hour },
  "24h": { label: "Last 24 hours", milliseconds: day, barWidth: hour },
  "7d": { label: "Last 7 days", milliseconds: 7 * day, barWidth: 6 * hour },
  "30d": { label: "Last 30 days", milliseconds: 30 * day, barWidth: day },
} as const;
export type VolumeRange = keyof typeof volumeRanges;
export const volumeRangeNames = Object.keys(volumeRanges) as [VolumeRange, ...VolumeRange[]];

export type MessageReason = RejectionReason | ExclusionReason;
/** The reasons that a message of the list can have. */
export const messageReasons = [...Object.keys(rejectionReasons), ...Object.keys(exclusionReasons)] as [
  MessageReason,
  ...MessageReason[],
];

export function isMessageReason(code: string): code is MessageReason {
  return (messageReasons as readonly string[]).includes(code);
}

const reasonTexts: Readonly<Record<string, string>> = {
  ...rejectionReasons,
  ...exclusionReasons,
  ...requestRejections,
};

/** The sentence of a stored reason. A later version may have removed it. */
export function describeReason(code: string): string {
  return reasonTexts[code] ?? code;
}

export function describeWarning(code: string): string {
  return (warningTexts as Readonly<Record<string, string>>)[code] ?? code;
}

export const maxSearchLength = 255;

/** A write key must not get into the URL. */
export function isSearchable(text: string): boolean {
  return text.length <= maxSearchLength && isStorable(text) && findKeyText(text) === null;
}

const parseAsSearch = createParser({
  parse: (text) => (isSearchable(text.trim()) ? text.trim() : null),
  serialize: (text) => text,
}).withDefault("");

/** The debugger's parameters in the URL. Invalid values are ignored. */
const debuggerParsers = {
  outcome: parseAsStringLiteral(messageOutcomes),
  reason: parseAsStringLiteral(messageReasons),
  type: parseAsStringLiteral(messageTypes),
  /** A message id, a user id or an anonymous id. */
  search: parseAsSearch,
  range: parseAsStringLiteral(volumeRangeNames).withDefault("24h"),
  /** The open message. */
  message: parseAsUlid,
};
export type DebuggerQuery = inferParserType<typeof debuggerParsers>;
export type MessageFilter = Pick<DebuggerQuery, "outcome" | "reason" | "type" | "search">;
export const loadDebuggerQuery = createLoader(debuggerParsers);
export const formatDebuggerUrl = createSerializer(debuggerParsers);

export const noMessageFilter: MessageFilter = { outcome: null, reason: null, type: null, search: "" };

export function hasMessageFilter({ outcome, reason, type, search }: MessageFilter): boolean {
  return outcome !== null || reason !== null || type !== null || search !== "";
}

/** A message in the debugger's list. */
export type ListedMessage = {
  /** A ULID, whose time is `time`. */
  id: string;
  time: Date;
  outcome: MessageOutcome;
  /** Why it was excluded or rejected; empty for the others. */
  code: string;
  /** Empty if the message names none that exists. */
  type: MessageType | "";
  messageId: string;
  name: string;
  subject: string;
  warnings: number;
};

/** Newest first. */
export type MessageListPage = {
  rows: ListedMessage[];
  /** The cursor of the next page. Null at the end. */
  next: string | null;
  /** The time at which a filter stopped searching before its page was full. */
  searchedTo: Date | null;
};

export type MessageDetail = Omit<ListedMessage, "warnings"> & {
  warnings: string[];
  library: string;
  /** How often the library had sent the request before. */
  retryCount: number;
  payload: string;
};

/** `masked`: the values of the payload are hidden. */
export type MessageView = MessageDetail & { masked: boolean; mayReveal: boolean };

export type MessageCounts = Record<MessageOutcome, number>;
export type VolumeBar = MessageCounts & { start: Date };
export type ReasonCount = { outcome: MessageOutcome; code: string; messages: number };

/** Counts by hour: `from` is the beginning of the first one. */
export type MessageVolume = {
  from: Date;
  to: Date;
  /** Milliseconds. */
  barWidth: number;
  bars: VolumeBar[];
  /** The most frequent first. */
  reasons: ReasonCount[];
};

/** New messages since the last poll. `isGap`: there were more, and older ones in between are missing. */
export type MessagePoll = {
  /** The time of the server, in milliseconds, from which the next poll continues. */
  polledAt: number;
  rows: ListedMessage[];
  isGap: boolean;
  /** Null unless it was asked for. */
  volume: MessageVolume | null;
};
