import { expect, test } from "vitest";
import { getSignInPath, toSafePath } from "@/lib/auth/next-path";
import { fc } from "@/tests/support/models/properties";

test("keeps a path on this site", () => {
  expect(toSafePath("/demo/settings/api-access?q=a%20b")).toBe("/demo/settings/api-access?q=a%20b");
  expect(getSignInPath("/invite/abc")).toBe("/sign-in?next=%2Finvite%2Fabc");
});

test.each([
  "//evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/\t/evil.example",
  "/.//evil.example",
  "/demo/..//evil.example",
  "https://evil.example",
  "https:evil.example",
  "javascript:alert(1)",
  "evil.example",
  "",
  undefined,
  ["/demo", "//evil.example"],
])("replaces %j, which could leave this site", (next) => {
  expect(toSafePath(next)).toBe("/");
  expect(getSignInPath(next)).toBe("/sign-in");
});

test("never returns a URL of another site", () => {
  const piece = fc.constantFrom(
    "/",
    "\\",
    "//",
    ".",
    "..",
    "\t",
    "\n",
    "@",
    ":",
    "evil.example",
    "https:",
    "%2f",
  );
  const url = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(fc.oneof(url, fc.string()), (next) => {
      const base = "https://app.example";
      expect(new URL(toSafePath(next), base).origin).toBe(base);
    }),
  );
});
