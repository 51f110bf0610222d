import { describe, expect, it } from "vitest";
import { NewApplication } from "@/lib/applications/schema";
import { createKey } from "@/lib/keys/secret";
import { CreateInvitation } from "@/lib/members/schema";
import { SignUp } from "@/lib/people/schema";
import { foldName, toDisplayName } from "@/lib/text/display-name";
import { CreateWorkspace, RenameWorkspace } from "@/lib/workspaces/schema";
import { anyText, fc, numRuns } from "@/tests/support/models/properties";

const person = { email: "ada@example.com", password: "correct horse battery" };

/** Parsers that return the error message or the stored name. */
const schemas: Record<string, (name: string) => { message?: string; name?: string }> = {
  "an application": (name) => read(NewApplication.safeParse({ name, permissions: [] })),
  "a person": (name) => read(SignUp.safeParse({ ...person, name })),
  "a new workspace": (name) => read(CreateWorkspace.safeParse({ name })),
  "a renamed workspace": (name) => read(RenameWorkspace.safeParse({ name })),
  "the workspace of a sign-up": (name) => {
    const result = SignUp.safeParse({ ...person, name: "Ada", workspaceName: name });
    return result.success ? { name: result.data.workspaceName ?? "" } : { message: getMessage(result) };
  },
};

type Result = { success: boolean; data?: { name: string }; error?: { issues: { message: string }[] } };

function read(result: Result) {
  return result.data ? { name: result.data.name } : { message: getMessage(result) };
}

function getMessage({ error }: { error?: { issues: { message: string }[] } }): string {
  return error?.issues[0]?.message ?? "";
}

describe.each(Object.entries(schemas))("the name of %s", (_, check) => {
  it.each([
    ["a Hangul filler", "\u3164", "U+3164"],
    ["a variation selector after a letter", "Billing x\ufe0f", "U+FE0F"],
    ["a zero-width space", "Bill\u200bing", "U+200B"],
    ["a bidi override", "Bill\u202eing", "U+202E"],
    ["a bidi isolate", "\u2066Billing\u2069", "U+2066"],
    ["a soft hyphen", "lap\u00adtop", "U+00AD"],
    ["a joiner between Latin letters", "Bill\u200ding", "U+200D"],
    ["a joiner at the end", "laptop\u200d", "U+200D"],
    ["a combining grapheme joiner", "Bill\u034fing", "U+034F"],
    ["a blank Braille pattern", "\u2800", "U+2800"],
    ["a tag character", "Bill\u{e0041}ing", "U+E0041"],
    ["a control character", "Bill\u001b[2Jing", "U+001B"],
    ["NUL", "Bill\0ing", "U+0000"],
    ["half of a surrogate pair", "Bill\ud83ding", "U+D83D"],
  ])("is rejected with %s, which the message names", (_, name, code) => {
    expect(check(name).message).toBe(`This has an invisible character (${code}). Remove it.`);
  });

  it("is rejected without a visible character", () => {
    for (const name of ["", "  ", "\u00a0\u2003", "\n"]) expect(check(name).message).toMatch(/name/);
    expect(check("\u0301").message).toBe("Use at least one letter, digit or symbol.");
  });

  it("is trimmed, and its white space is collapsed", () => {
    expect(check("  Ada \n\t\u00a0 Lovelace\u2003")).toEqual({ name: "Ada Lovelace" });
  });

  it.each(["👩‍🚀 team", "👩🏽‍💻", "🏳️‍🌈", "❤️", "1️⃣ first", "🇧🇪", "می‌خواهم", "क्‍ष", "ﬁ", "Größe"])(
    "may be %s",
    (name) => {
      expect(check(name)).toEqual({ name: name.normalize("NFC") });
    },
  );

  it("is rejected with an API key, in one word, in parts or in base64", () => {
    const { key } = createKey();
    for (const name of [key, key.replace(/.{20}/g, "$& "), `a/${Buffer.from(key).toString("base64url")}`])
      expect(check(name).message).toBe("This contains an API key, which others could read.");
  });
});

it("rejects invisible characters and keys in the note of an invitation, which may be empty", () => {
  const check = (note: string) => CreateInvitation.safeParse({ role: "member", note });
  expect(check("  ").data?.note).toBe("");
  expect(getMessage(check("For\u202e Ada"))).toContain("U+202E");
  expect(getMessage(check(createKey().key))).toContain("contains an API key");
});

describe("folded names", () => {
  it.each([
    ["Billing x", "Billing x\ufe0f"],
    ["ﬁnance", "Finance"],
    ["Ｂｉｌｌｉｎｇ", "billing"],
    ["Straße", "STRASSE"],
    ["ΟΔΟΣ", "οδος"],
    ["❤️", "❤"],
    ["a\u3164", "A"],
  ])("are the same for %j and %j", (one, other) => {
    expect(foldName(one)).toBe(foldName(other));
  });

  it("do not change when folded again", () => {
    fc.assert(
      fc.property(anyText(20), (name) => {
        expect(foldName(foldName(name))).toBe(foldName(name));
      }),
      { numRuns: numRuns({ usual: 100, deep: 20_000 }) },
    );
  });
});

describe("a person's name from a provider", () => {
  it.each([
    ["Ada\u202e \u200bLovelace\u0000", "Ada Lovelace"],
    ["👩‍🚀\u200d Ada", "👩‍🚀 Ada"],
    ["  Ada\n Lovelace ", "Ada Lovelace"],
    ["\u3164\u200b", null],
    ["Ada \ud83d", "Ada"],
  ])("%j is stored as %j", (name, kept) => {
    expect(toDisplayName(name, 80)).toBe(kept);
  });

  it("is cut between characters, and dropped if it has an API key", () => {
    expect(toDisplayName("🚀".repeat(50), 79)).toBe("🚀".repeat(39));
    expect(toDisplayName(createKey().key, 80)).toBeNull();
  });

  it("is a valid name or null for any text", () => {
    fc.assert(
      fc.property(anyText(100), (name) => {
        const kept = toDisplayName(name, 80);
        if (kept !== null) expect(SignUp.parse({ ...person, name: kept }).name).toBe(kept);
      }),
      { numRuns: numRuns({ usual: 100, deep: 20_000 }) },
    );
  });
});
