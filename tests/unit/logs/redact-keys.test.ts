import { describe, expect, it } from "vitest";
import { createKey } from "@/lib/keys/secret";
import { redactHeaders, redactText } from "@/lib/logs/redact/redact-keys";
import { measureCpuTime } from "@/tests/support/matchers/cpu-time";
import { anyText, fc } from "@/tests/support/models/properties";

const { key } = createKey();

/** Escapes each character for JSON. */
const escapeAll = (text: string, spell: "toLowerCase" | "toUpperCase" = "toLowerCase") =>
  [...text].map((char) => `\\u00${char.charCodeAt(0).toString(16)[spell]()}`).join("");

describe("redaction", () => {
  it.each([
    ["a query", `?api_key=${key}&limit=2`, "?api_key=[removed]&limit=2"],
    ["a path", `/api/${key}/users`, "/api/[removed]/users"],
    ["a percent-encoded query", `?key=${key.replace("_", "%5F")}`, "?key=[removed]"],
    ["nested JSON", JSON.stringify({ a: [{ b: key }] }), '{"a":[{"b":"[removed]"}]}'],
    [
      "JSON within JSON",
      JSON.stringify({ a: JSON.stringify({ key }) }),
      '{"a":"{\\"key\\":\\"[removed]\\"}"}',
    ],
    ["JSON that escapes its underscore", `{"a":"${key.replace("_", "\\u005f")}"}`, '{"a":"[removed]"}'],
    ["JSON that escapes all of it", `{"a":"${escapeAll(key)}","b":1}`, '{"a":"[removed]","b":1}'],
    ["JSON that escapes it in capitals", `{"a":"${escapeAll(key, "toUpperCase")}"}`, '{"a":"[removed]"}'],
    [
      "JSON within JSON, escaped",
      JSON.stringify({ a: JSON.stringify({ a: `{"b":"${escapeAll(key)}"}` }) }),
      JSON.stringify({ a: JSON.stringify({ a: '{"b":"[removed]"}' }) }),
    ],
    ["a sentence, twice", `${key} and ${key}`, "[removed] and [removed]"],
    ["a text that ends within it", `key: ${key.slice(0, 24)}`, "key: [removed]"],
    ["a text in capitals", key.toUpperCase(), "[removed]"],
  ])("removes a key from %s", (_, text, kept) => {
    expect(redactText(text)).toBe(kept);
  });

  it("removes a key at any position", () => {
    fc.assert(
      fc.property(anyText(), anyText(), (before, after) => {
        expect(redactText(before + key + after)).not.toContain(key);
      }),
    );
  });

  it("keeps text that is not a key", () => {
    const text = '{"note":"jny_… is how a key begins","emoji":"👩‍🚀","jny_short":1,"jny\\u005fshort":2}';
    expect(redactText(text)).toBe(text);
  });

  it("replaces only characters that PostgreSQL cannot store", () => {
    expect(redactText("a\0b")).toBe("a\uFFFDb");
    expect(redactText("\uD83D and \uDE80 and 🚀")).toBe("\uFFFD and \uFFFD and 🚀");
  });

  it("takes processor time proportional to the text, also for hostile text", () => {
    for (const text of ["jny_jny%5f", "\\", "\\u006a", "jny\\u005f\\\\"].map((part) =>
      part.repeat(100_000),
    )) {
      const time = measureCpuTime(() => {
        redactText(`_${text}`);
      });
      expect(time).toBeLessThan(2_000);
    }
  });

  it("removes the values of secret headers in any case", () => {
    const headers = [
      ["Authorization", "Basic abc"],
      ["Cookie", "session=abc"],
      ["Proxy-Authorization", "Basic abc"],
      ["Set-Cookie", "session=abc"],
      ["X-Api-Key", "anything"],
      ["X-Auth-Token", "anything"],
      ["X-Amzn-Oidc-Accesstoken", "anything"],
      ["Cf-Access-Jwt-Assertion", "anything"],
      ["Cf-Access-Client-Secret", "anything"],
    ] as const;
    const kept = JSON.parse(
      redactHeaders(Object.fromEntries(new Headers(headers.map(([name, value]) => [name, value])))),
    );
    expect(new Set(Object.values(kept))).toEqual(new Set(["[removed]"]));
    expect(Object.keys(kept)).toHaveLength(headers.length);
  });

  it("removes only the key from other headers", () => {
    expect(JSON.parse(redactHeaders({ referer: `https://example.com/?key=${key}` }))).toEqual({
      referer: "https://example.com/?key=[removed]",
    });
  });

  it("keeps headers with similar names", () => {
    const headers = { "idempotency-key": "a", "x-token-count": "b", "sec-fetch-site": "none" };
    expect(JSON.parse(redactHeaders(headers))).toEqual(headers);
  });

  it("handles header names that are properties of Object.prototype", () => {
    const kept = redactHeaders(Object.fromEntries([["__proto__", "polluted"]]));
    expect(kept).toBe('{"__proto__":"polluted"}');
  });
});
