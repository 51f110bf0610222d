import { describe, expect, it } from "vitest";
import { createWebsiteSecret, openWebsiteSecret, sealWebsiteSecret } from "@/lib/websites/secret";

describe("a website's secret", () => {
  it("is 32 random bytes in hex, never the same twice", () => {
    const secrets = Array.from({ length: 1000 }, createWebsiteSecret);
    expect(new Set(secrets).size).toBe(secrets.length);
    for (const secret of secrets) expect(secret).toMatch(/^[0-9a-f]{64}$/);
  });

  it("is kept encrypted, and read again", () => {
    const secret = createWebsiteSecret();
    const sealed = sealWebsiteSecret(secret);
    expect(Buffer.from(sealed).toString("latin1")).not.toContain(secret);
    expect(openWebsiteSecret(sealed)).toBe(secret);
    expect(openWebsiteSecret(new Uint8Array(sealed))).toBe(secret);
  });

  it("is encrypted anew each time, so that equal bytes never betray equal secrets", () => {
    const secret = createWebsiteSecret();
    expect(sealWebsiteSecret(secret)).not.toEqual(sealWebsiteSecret(secret));
  });

  it("does not open once a single byte was changed", () => {
    const sealed = sealWebsiteSecret(createWebsiteSecret());
    for (const index of sealed.keys()) {
      const changed = Uint8Array.from(sealed, (byte, at) => (at === index ? byte ^ 1 : byte));
      expect(() => openWebsiteSecret(changed)).toThrow();
    }
  });

  it("does not open when it was cut short", () => {
    const sealed = sealWebsiteSecret(createWebsiteSecret());
    for (const length of [0, 12, 20, sealed.length - 1]) {
      expect(() => openWebsiteSecret(sealed.subarray(0, length))).toThrow();
    }
  });
});
