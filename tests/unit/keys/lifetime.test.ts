import { describe, expect, it } from "vitest";
import { suggestExpiry } from "@/lib/keys/expiry-presets";
import { Expiry, resolveExpiry } from "@/lib/keys/lifetime";

const now = new Date("2026-03-20T10:00:00.123Z");
const unlimited = { timeZone: "UTC", maxKeyDays: null };

describe("The expiry of a key", () => {
  it("is a number of days of 24 hours from now, also over a change of clocks", () => {
    const { expiresAt } = resolveExpiry("30", { ...unlimited, timeZone: "Europe/Brussels" }, now);
    expect(expiresAt).toEqual(new Date("2026-04-19T10:00:00.123Z"));
  });

  it.each([
    ["UTC", "2026-03-29", "2026-03-30T00:00:00Z"],
    // The day has 23 hours there.
    ["Europe/Brussels", "2026-03-29", "2026-03-29T22:00:00Z"],
    ["America/New_York", "2026-11-01", "2026-11-02T05:00:00Z"],
    // Midnight is skipped there: the day begins at one.
    ["Africa/Cairo", "2026-04-23", "2026-04-23T22:00:00Z"],
  ])("in %s on %s is at the end of that day", (timeZone, date, end) => {
    expect(resolveExpiry(date, { ...unlimited, timeZone }, now).expiresAt).toEqual(new Date(end));
  });

  it("is rejected for a day that has ended, and accepted for today", () => {
    expect(resolveExpiry("2026-03-19", unlimited, now).rejection).toBe("Choose a date from today on.");
    expect(resolveExpiry("2026-03-20", unlimited, now).rejection).toBeUndefined();
    const kiritimati = { ...unlimited, timeZone: "Pacific/Kiritimati" };
    expect(resolveExpiry("2026-03-20", kiritimati, now).rejection).toBe("Choose a date from today on.");
  });

  it("is at most the day of the workspace's limit", () => {
    const limited = { timeZone: "UTC", maxKeyDays: 30 };
    const tooLate = "Keys of this workspace expire after 30 days at the latest.";
    expect(resolveExpiry("30", limited, now).rejection).toBeUndefined();
    expect(resolveExpiry("2026-04-19", limited, now).rejection).toBeUndefined();
    for (const expiry of ["never", "90", "2026-04-20"])
      expect(resolveExpiry(expiry, limited, now).rejection).toBe(tooLate);
  });

  it("is suggested as about that of the replaced key, within the workspace's limit", () => {
    const replaced = (days: number) => ({
      createdAt: now,
      expiresAt: new Date(now.getTime() + days * 86_400_000),
    });
    expect(suggestExpiry(null)).toBe("never");
    expect(suggestExpiry(null, { createdAt: now, expiresAt: null })).toBe("never");
    expect(suggestExpiry(90)).toBe("90");
    expect(suggestExpiry(null, replaced(85))).toBe("90");
    expect(suggestExpiry(null, replaced(1))).toBe("7");
    expect(suggestExpiry(30, replaced(365))).toBe("30");
  });

  it.each(["", "0", "31", "2026-02-30", "2026-3-1", "soon"])("%j is invalid", (text) => {
    expect(Expiry.safeParse(text).error?.issues[0]?.message).toBe("Choose a date.");
  });
});
