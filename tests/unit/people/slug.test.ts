import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createSlug } from "@/lib/workspaces/slug";

test.each([
  ["Acme", "acme"],
  ["  Crème & Brûlée, Inc. ", "creme-brulee-inc"],
  ["42", "42"],
])("turns the name %j into the slug %s", (name, slug) => {
  expect(createSlug(name, 0)).toBe(slug);
});

test.each(["Sign in", "sign-up", "API", "Developers", "Invite", "Settings", "New", "_next"])(
  "does not return the reserved slug of %s",
  (name) => {
    expect(createSlug(name, 0)).not.toBe(name.toLowerCase().replace(" ", "-"));
  },
);

test("avoids every path of the application", () => {
  const paths = [...listPaths("app"), ...(existsSync("public") ? readdirSync("public") : [])];
  expect(paths).toEqual(expect.arrayContaining(["api", "collect", "developers", "sign-in"]));
  for (const path of paths) expect(createSlug(path, 0)).not.toBe(path);
});

/** Lists the first path segments of the routes in a folder. Skips route groups in parentheses. */
function listPaths(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory() && /^\(.*\)$/.test(entry.name)) return listPaths(join(folder, entry.name));
    // Next.js may serve a file such as icon.svg without its extension.
    const isRoute = entry.isDirectory() || /^(?!.*\.(tsx?|css)$)/.test(entry.name);
    return isRoute ? [entry.name, entry.name.replace(/\..*$/, "")] : [];
  });
}

test("returns a slug for a name without usable letters", () => {
  expect(createSlug("日本語", 0)).toMatch(/^workspace-[0-9a-f]{4}$/);
});

test("returns another slug on the second attempt", () => {
  expect(createSlug("Acme", 1)).toMatch(/^acme-[0-9a-f]{4}$/);
});

test("returns at most 45 characters and no trailing dash", () => {
  expect(createSlug(`${"a".repeat(39)} bcd`, 0)).toBe("a".repeat(39));
});
