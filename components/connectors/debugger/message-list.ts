import type {
  ListedMessage,
  MessageListPage,
  MessagePoll,
  MessageVolume,
} from "@/lib/connectors/messages/rows";

/** The messages of one filter: the server's page, with those that Live and "Load older" have added. */
export type MessageList = MessageListPage & {
  /** The server's page that the list began with. Answers to requests of an earlier page are dropped. */
  source: MessageListPage;
  volume: MessageVolume;
  /** The time of the last poll, in milliseconds. */
  readAt: number;
  /** New messages that wait while the list is scrolled down: they would move the rows. */
  waiting: ListedMessage[];
  /** How many messages Live added. */
  received: number;
  /** Whether the counts are older than the newest message. */
  isUncounted: boolean;
};

/** Older rows leave the list while new ones arrive. They load again on demand. */
const maxLiveRows = 500;

export function createMessageList(
  source: MessageListPage,
  { volume, readAt }: Pick<MessageList, "volume" | "readAt">,
): MessageList {
  return { ...source, source, volume, readAt, waiting: [], received: 0, isUncounted: false };
}

/** Adds the messages of a poll. Polls overlap: most of them may be in the list. */
export function receivePoll(list: MessageList, poll: MessagePoll, isAtTop: boolean): MessageList {
  const known = new Set([...list.rows, ...list.waiting].map(({ id }) => id));
  const added = poll.rows.filter(({ id }) => !known.has(id));
  const received = {
    ...list,
    readAt: poll.polledAt,
    volume: poll.volume ?? list.volume,
    received: list.received + added.length,
    isUncounted: poll.volume === null && (list.isUncounted || added.length > 0),
  };
  if (poll.isGap && added.length > 0) {
    const next = poll.rows.at(-1)?.id ?? null;
    return { ...received, rows: poll.rows, next, searchedTo: null, waiting: [] };
  }
  const waiting = sortNewestFirst([...list.waiting, ...added]);
  return isAtTop ? showWaiting({ ...received, waiting }) : { ...received, waiting };
}

export function showWaiting(list: MessageList): MessageList {
  if (list.waiting.length === 0) return list;
  const all = sortNewestFirst([...list.waiting, ...list.rows]);
  const rows = all.slice(0, Math.max(maxLiveRows, list.rows.length));
  const isCut = rows.length < all.length;
  const end = isCut ? { next: rows.at(-1)?.id ?? null, searchedTo: null } : {};
  return { ...list, rows, ...end, waiting: [] };
}

export function appendOlderMessages(list: MessageList, older: MessageListPage): MessageList {
  return { ...list, ...older, rows: sortNewestFirst([...list.rows, ...older.rows]) };
}

/** Also drops repetitions: a page may have a message that Live added. */
function sortNewestFirst(rows: ListedMessage[]): ListedMessage[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return [...byId.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
}
