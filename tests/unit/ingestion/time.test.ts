import { describe, expect, it } from "vitest";
import { getEffect, readSent, readSentBatch, receivedAt } from "@/tests/support/factories/sent-messages";

const track = { event: "a", userId: "u1" };
const read = (times: object) => {
  const message = readSent("track", { ...track, ...times });
  return { time: getEffect(message, "activity").time.toISOString(), warnings: message.warnings };
};
const arrival = receivedAt.toISOString();

describe("the time of an activity", () => {
  it.each([
    ["milliseconds", "2026-11-24T09:00:00.123Z", "2026-11-24T09:00:00.123Z"],
    ["whole seconds", "2026-11-24T09:00:00Z", "2026-11-24T09:00:00.000Z"],
    ["microseconds and an offset (Python)", "2026-11-24T10:00:00.123456+01:00", "2026-11-24T09:00:00.123Z"],
    ["nanoseconds (Go)", "2026-11-24T09:00:00.123456789Z", "2026-11-24T09:00:00.123Z"],
    ["an offset without a colon (PHP)", "2026-11-24T09:00:00+0000", "2026-11-24T09:00:00.000Z"],
    ["no offset", "2026-11-24T09:00:00", "2026-11-24T09:00:00.000Z"],
    ["a day", "2026-11-24", "2026-11-24T00:00:00.000Z"],
    ["a historical import", "2015-12-12T19:11:01.249Z", "2015-12-12T19:11:01.249Z"],
    ["1970", "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z"],
  ])("is as sent with %s", (_, timestamp, time) => {
    expect(read({ timestamp })).toEqual({ time, warnings: [] });
  });

  it("is the original time if there is no other (RudderStack)", () => {
    expect(read({ timestamp: null, originalTimestamp: "2026-11-24T09:00:00Z" }).time).toBe(
      "2026-11-24T09:00:00.000Z",
    );
  });

  it("is as sent if the sender's clock is right within 5 seconds", () => {
    for (const sentAt of ["2026-11-24T09:29:55Z", "2026-11-24T09:30:05Z"])
      expect(read({ timestamp: "2026-11-24T09:00:00Z", sentAt }).time).toBe("2026-11-24T09:00:00.000Z");
  });

  it("is corrected by the difference of the clocks, in both directions", () => {
    expect(read({ timestamp: "2026-11-24T10:00:00Z", sentAt: "2026-11-24T10:10:00Z" }).time).toBe(
      "2026-11-24T09:20:00.000Z",
    );
    expect(read({ timestamp: "2020-01-01T00:00:00Z", sentAt: "2020-01-01T00:01:00Z" }).time).toBe(
      "2026-11-24T09:29:00.000Z",
    );
  });

  it("is corrected by the batch's time of sending if the message has none", () => {
    const message = { type: "track", ...track, timestamp: "2026-11-24T10:00:00Z" };
    const [shared, own] = readSentBatch([message, { ...message, sentAt: arrival }], {
      sentAt: "2026-11-24T10:00:00Z",
    }).map((sent) => getEffect(sent, "activity").time.toISOString());
    expect([shared, own]).toEqual([arrival, "2026-11-24T10:00:00.000Z"]);
  });

  it.each([undefined, null, "", "yesterday", 1_764_000_000, "2026-13-01", "2026-02-30T00:00:00Z", {}])(
    "is the time of arrival, with a warning, for %j",
    (timestamp) => {
      expect(read({ timestamp, sentAt: "2026-11-24T10:00:00Z" })).toEqual({
        time: arrival,
        warnings: ["unreadable_time"],
      });
    },
  );

  it("is the time of arrival, with a warning, more than one day ahead", () => {
    expect(read({ timestamp: "2026-11-25T09:30:00.001Z" })).toEqual({
      time: arrival,
      warnings: ["future_time"],
    });
    expect(read({ timestamp: "2026-11-25T09:30:00.000Z" })).toEqual({
      time: "2026-11-25T09:30:00.000Z",
      warnings: [],
    });
  });

  it("ignores an unreadable time of sending", () => {
    expect(read({ timestamp: "2026-11-24T09:00:00Z", sentAt: "now" }).time).toBe("2026-11-24T09:00:00.000Z");
  });

  it("does not matter for messages that are no activity", () => {
    expect(readSent("identify", { userId: "u1", timestamp: "1950-01-01" })).toMatchObject({
      effect: { type: "user" },
      warnings: [],
    });
  });
});
