import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const guides = [
  "README.md",
  "CONTRIBUTING.md",
  "docs/architecture.md",
  "docs/benchmarks.md",
  "docs/operations.md",
  "docs/security.md",
];
const decisions = readdirSync("docs/decisions").map((name) => `docs/decisions/${name}`);

test.each(guides)("every file that %s names exists", (guide) => {
  const text = readFileSync(guide, "utf8");
  const files = text.matchAll(/`((?:app|components|docs|lib|scripts|tests|tracker)\/[^`<*{ ]+|server\.ts)`/g);
  const names = Array.from(files, ([, name = ""]) => name);
  expect(names.filter((name) => !name.includes("NAME") && !existsSync(name))).toEqual([]);
});

test.each([...guides, ...decisions])("every link to a file in %s leads to one", (guide) => {
  const links = readFileSync(guide, "utf8").matchAll(/\]\((?!https?:)([^)#]+)/g);
  const targets = Array.from(links, ([, target = ""]) => join(dirname(guide), target));
  expect(targets.filter((target) => !existsSync(target))).toEqual([]);
});

test("every benchmark that docs/benchmarks.md names exists", () => {
  const names = readFileSync("docs/benchmarks.md", "utf8").matchAll(/npm run bench -- ([\w-]+)/g);
  const benchmarks = readFileSync("tests/bench/run.ts", "utf8");
  const missing = Array.from(names, ([, name = ""]) => name).filter(
    (name) => !new RegExp(`^ +"?${name}"?: `, "m").test(benchmarks),
  );
  expect(missing).toEqual([]);
});
