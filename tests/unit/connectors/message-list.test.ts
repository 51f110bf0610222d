import { describe, expect, it } from "vitest";
import {
  appendOlderMessages,
  createMessageList,
  type MessageList,
  receivePoll,
  showWaiting,
} from "@/components/connectors/debugger/message-list";
import type { ListedMessage, MessagePoll } from "@/lib/connectors/messages/rows";

const volume = { from: new Date(0), to: new Date(1), barWidth: 1, bars: [], reasons: [] };

describe("a poll", () => {
  it("adds unknown messages in their order, also one that is older than the newest", () => {
    const list = receivePoll(createList([5, 3]), poll([6, 5, 4]), true);
    expect(idsOf(list)).toEqual([6, 5, 4, 3]);
    expect(list).toMatchObject({ received: 2, isUncounted: true, readAt: 9 });
  });

  it("keeps messages back while the list is scrolled down, without repetitions", () => {
    const once = receivePoll(createList([3]), poll([5, 4]), false);
    const twice = receivePoll(once, poll([6, 5, 4]), false);
    expect(idsOf(twice)).toEqual([3]);
    expect(twice.waiting).toHaveLength(3);
    expect(idsOf(showWaiting(twice))).toEqual([6, 5, 4, 3]);
    expect(showWaiting(twice).waiting).toEqual([]);
  });

  it("replaces the list when messages in between are missing, and continues after its last one", () => {
    const list = receivePoll(createList([3, 2], "2"), { ...poll([9, 8]), isGap: true }, false);
    expect(idsOf(list)).toEqual([9, 8]);
    expect(list).toMatchObject({ next: "8", waiting: [] });
  });

  it("with counts replaces the counts", () => {
    const counted = { ...volume, to: new Date(2) };
    const list = receivePoll(createList([]), { ...poll([1]), volume: counted }, true);
    expect(list).toMatchObject({ volume: counted, isUncounted: false });
  });
});

it("drops the oldest messages of a long list, which can be loaded again", () => {
  const ids = (from: number, count: number) => Array.from({ length: count }, (_, index) => from - index);
  const list = receivePoll(createList(ids(5_499, 500)), poll(ids(5_600, 101)), true);
  expect(list.rows).toHaveLength(500);
  expect(list).toMatchObject({ next: "5101" });
  const older = { rows: ids(5_100, 50).map(toMessage), next: "5051", searchedTo: null };
  const longer = appendOlderMessages(list, older);
  expect(longer.rows).toHaveLength(550);
  expect(receivePoll(longer, poll([5_601]), true).rows).toHaveLength(550);
});

function createList(ids: number[], next: string | null = null): MessageList {
  return createMessageList({ rows: ids.map(toMessage), next, searchedTo: null }, { volume, readAt: 1 });
}

function poll(ids: number[]): MessagePoll {
  return { polledAt: 9, rows: ids.map(toMessage), isGap: false, volume: null };
}

function idsOf({ rows }: MessageList): number[] {
  return rows.map(({ id }) => Number(id));
}

function toMessage(id: number): ListedMessage {
  const row = { outcome: "accepted", code: "", type: "track", name: "", subject: "", warnings: 0 } as const;
  return { ...row, id: String(id), messageId: String(id), time: new Date(id) };
}
