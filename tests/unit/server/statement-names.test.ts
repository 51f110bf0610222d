import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** PostgreSQL rejects a prepared statement whose name another text has on the same connection. */
test("no two prepared statements share a name", () => {
  const files = readdirSync("lib", { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".ts"),
  );
  const names = files.flatMap((file) =>
    Array.from(
      readFileSync(join("lib", file), "utf8").matchAll(/\bname: "([a-z]+(?:-[a-z]+)+)",\s+text\b/g),
      ([, name]) => name,
    ),
  );
  expect(names.length).toBeGreaterThan(3);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
