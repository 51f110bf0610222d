import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

test("every file that docs/security.md names exists", () => {
  const text = readFileSync("docs/security.md", "utf8");
  const files = [
    ...text.matchAll(/`((?:app|components|docs|lib|scripts|tests|tracker)\/[^`]+|server\.ts)`/g),
  ];
  const names = files.map(([, name = ""]) => name);
  expect(names.length).toBeGreaterThan(50);
  expect(names.filter((name) => !existsSync(name))).toEqual([]);
});
