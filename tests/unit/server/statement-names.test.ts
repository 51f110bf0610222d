import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** pg rejects a prepared statement whose name belongs to another text on the same connection. */
test("gives each prepared statement a unique name", () => {
  const files = readdirSync("lib", { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".ts"),
  );
  const names = files.flatMap((file) =>
    Array.from(
      readFileSync(join("lib", file), "utf8").matchAll(
        /\b(?:name: |(?:name|compose)Statement\(\s*|const name = )["`]([a-z]+(?:-[a-z]+)+)/g,
      ),
      ([, name]) => name,
    ),
  );
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
