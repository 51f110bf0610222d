import { expect, test } from "vitest";
import { createKey } from "@/lib/keys/secret";
import { CreateInvitation } from "@/lib/members/schema";

function parseNote(note: string) {
  return CreateInvitation.safeParse({ role: "member", note });
}

test("trims a note, and accepts an empty one", () => {
  expect(parseNote("  anna@example.com ").data?.note).toBe("anna@example.com");
  expect(parseNote("two\nlines").data?.note).toBe("two lines");
  expect(parseNote("   ").data?.note).toBe("");
});

test("accepts a note of 120 characters and rejects a longer one", () => {
  expect(parseNote("W".repeat(120)).success).toBe(true);
  expect(parseNote("W".repeat(121)).error?.issues[0]?.message).toBe("Use 120 characters at most.");
});

test.each(["NUL \0", "right \u202e to left", "no\u200bwidth", "half \ud800"])(
  "rejects the note %j with invisible characters",
  (note) => {
    expect(parseNote(note).success).toBe(false);
  },
);

test("rejects a note that contains an API key", () => {
  expect(parseNote(`for ${createKey().key}`).error?.issues[0]?.message).toContain("API key");
});
