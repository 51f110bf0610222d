import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** PostgreSQL rejects a prepared statement whose name another text has on the same connection. */
test("gives every prepared statement a name of its own", () => {
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
