import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const folders = ["components", "lib", "prisma", "scripts", "tracker"];
const exportPattern = /^export (?:async )?(?:const|let|function\*?|class|type|interface) (\w+)/gm;

/** A server action may have the name of the query or mutation that it calls. */
function isAction(file: string): boolean {
  return file.endsWith("/actions.ts");
}

test("gives each export a name that no other file exports", () => {
  const filesByName = new Map<string, Set<string>>();
  for (const file of folders.flatMap(listSources)) {
    if (isAction(file)) continue;
    for (const [, name = ""] of readFileSync(file, "utf8").matchAll(exportPattern))
      filesByName.set(name, (filesByName.get(name) ?? new Set()).add(file));
  }
  expect(filesByName.size).toBeGreaterThan(500);
  const duplicates = [...filesByName].filter(([, files]) => files.size > 1);
  expect(duplicates.map(([name, files]) => [name, ...files])).toEqual([]);
});

function listSources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !file.startsWith("db/generated"))
    .map((file) => join(folder, file));
}
