import { describe, expect, it } from "vitest";
import { type FindingId, findings } from "@/lib/applications/findings";
import { day, hour } from "@/lib/time";

const now = Date.UTC(2026, 10, 30, 12);
const at = (offset: number) => new Date(now + offset);
const quiet = { rejections: { recent: 0, before: 0 } };

const key = {
  id: "k",
  hint: "9xQz",
  createdAt: at(-day),
  expiresAt: null,
  lastUsedAt: null,
  lastCall: null,
  leakedAt: null,
};
type Application = Parameters<typeof findings>[0];
const application = (change: Partial<Application> = {}): Application => ({
  enabled: true,
  key,
  oldKey: null,
  createdAt: at(-day),
  lastUsedAt: at(-hour),
  ...change,
});
const idsOf = (change: Partial<Application>, usage = quiet): FindingId[] =>
  findings(application(change), usage, now).map(({ id }) => id);
const expiring = (offset: number) => idsOf({ key: { ...key, expiresAt: at(offset) } });
const overlapping = (revokedIn: number, lastUsedAt: Date | null) =>
  idsOf({ oldKey: { id: "o", hint: "abcd", revokedAt: at(revokedIn), lastUsedAt } });
const rejecting = (recent: number, before: number) => idsOf({}, { rejections: { recent, before } });

describe("the findings about an application", () => {
  it("are healthy only if there is no other", () => {
    expect(findings(application(), quiet, now)).toEqual([
      expect.objectContaining({ id: "healthy", label: "Enabled", fix: null }),
    ]);
    expect(idsOf({ enabled: false })).toEqual(["disabled"]);
  });

  it("are expired from the millisecond of the expiry on", () => {
    expect(expiring(-1)).toEqual(["expired"]);
    expect(expiring(0)).toEqual(["expired"]);
    expect(expiring(1)).toEqual(["expiring"]);
  });

  it("are expiring within 14 days, and not a millisecond before", () => {
    expect(expiring(14 * day)).toEqual(["expiring"]);
    expect(expiring(14 * day + 1)).toEqual(["healthy"]);
  });

  it("have an old key until the millisecond in which it stops", () => {
    expect(overlapping(1, null)).toEqual(["oldKey"]);
    expect(overlapping(0, null)).toEqual(["healthy"]);
  });

  it("have an old key in use if it was used less than an hour ago", () => {
    expect(overlapping(day, at(1 - hour))).toEqual(["oldKeyInUse"]);
    expect(overlapping(day, at(-hour))).toEqual(["oldKey"]);
    // The clock of another process is faster.
    expect(overlapping(day, at(5))).toEqual(["oldKeyInUse"]);
  });

  it("have no old key while the application is disabled: neither key works", () => {
    const oldKey = { id: "o", hint: "abcd", revokedAt: at(day), lastUsedAt: at(-1) };
    expect(idsOf({ enabled: false, oldKey })).toEqual(["disabled"]);
  });

  it("have rising rejections from 10 calls and twice as many as before on", () => {
    expect(rejecting(9, 0)).toEqual(["healthy"]);
    expect(rejecting(10, 0)).toEqual(["rejections"]);
    expect(rejecting(10, 5)).toEqual(["rejections"]);
    expect(rejecting(10, 6)).toEqual(["healthy"]);
    expect(rejecting(1_999, 1_000)).toEqual(["healthy"]);
    expect(rejecting(2_000, 1_000)).toEqual(["rejections"]);
  });

  it("are unused 30 days after the last accepted call", () => {
    expect(idsOf({ lastUsedAt: at(-30 * day) })).toEqual(["unused"]);
    expect(idsOf({ lastUsedAt: at(1 - 30 * day) })).toEqual(["healthy"]);
  });

  it("are unused 30 days after the creation of an application that was never used", () => {
    expect(idsOf({ lastUsedAt: null, createdAt: at(-30 * day) })).toEqual(["unused"]);
    expect(idsOf({ lastUsedAt: null, createdAt: at(1 - 30 * day) })).toEqual(["healthy"]);
  });

  it("come in the order of their urgency", () => {
    const worst = {
      enabled: false,
      key: { ...key, expiresAt: at(-day) },
      lastUsedAt: null,
      createdAt: at(-90 * day),
    };
    const usage = { rejections: { recent: 120, before: 3 } };
    expect(idsOf(worst, usage)).toEqual(["disabled", "expired", "rejections", "unused"]);
    const oldKey = { id: "o", hint: "abcd", revokedAt: at(hour), lastUsedAt: null };
    const enabled = { ...worst, enabled: true, oldKey };
    expect(idsOf(enabled, usage)).toEqual(["expired", "oldKey", "rejections", "unused"]);
  });

  it("of a deleted application are its deletion and its rejections alone", () => {
    const deleted = { deletedAt: at(-hour), enabled: false, createdAt: at(-90 * day) };
    expect(idsOf(deleted)).toEqual(["deleted"]);
    expect(idsOf(deleted, { rejections: { recent: 10, before: 0 } })).toEqual(["deleted", "rejections"]);
  });

  it("have sentences with the numbers, and a fix", () => {
    const usage = { rejections: { recent: 1_200, before: 3 } };
    const found = findings(
      application({ key: { ...key, expiresAt: at(3 * day) }, lastUsedAt: at(-45 * day) }),
      usage,
      now,
    );
    expect(found.map(({ sentence, fix }) => [sentence, fix])).toEqual([
      ["Its key expires in 3 days.", "changeExpiry"],
      ["1,200 calls were rejected in 24 hours, after 3 in the 24 hours before.", "seeRejected"],
      ["It had no accepted call for 45 days.", "delete"],
    ]);
  });
});

describe("a reported key", () => {
  const leaked = { ...key, leakedAt: at(-hour) };
  it("comes first, until it is regenerated", () => {
    expect(idsOf({ enabled: false, key: leaked })).toEqual(["leaked", "disabled"]);
    expect(idsOf({ key: { ...leaked, expiresAt: at(-1) } })).toEqual(["leaked", "expired"]);
    expect(idsOf({ key })).toEqual(["healthy"]);
  });

  it("says whether it works", () => {
    const sentence = (enabled: boolean) =>
      findings(application({ enabled, key: leaked }), quiet, now)[0]?.sentence;
    expect(sentence(true)).toBe("Its key was reported as leaked, and works: regenerate it.");
    expect(sentence(false)).toBe(
      "Its key was reported as leaked. Regenerate it, then enable the application.",
    );
  });
});
