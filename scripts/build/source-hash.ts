import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What a build is made of: everything but what these hold, and files and folders whose names begin with a dot. */
const ignoredFolders = [
  "node_modules",
  "dist",
  "tests",
  "scripts",
  "test-results",
  "playwright-report",
  "generated",
];
const ignoredFiles =
  /^\.|^tracker\.js$|\.md$|\.tsbuildinfo$|^next-env\.d\.ts$|^(vitest|playwright)\.config\.ts$|^biome\.json$/;

/** One hash over everything that the production build is made of, the versions of its tools included. */
export function hashSources(): string {
  const hash = createHash("sha256").update(process.version);
  for (const file of listFiles(".")) hash.update(`\0${file}\0`).update(readFileSync(file));
  for (const name of ["compress-files", "production-build", "tracker-script"])
    hash.update(readFileSync(`scripts/${name}.ts`));
  return hash.digest("hex");
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !ignoredFolders.includes(name) && !ignoredFiles.test(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? listFiles(path) : [path];
    });
}

/** True when the file says that what stands beside it was made from these sources. */
export function hasStamp(file: string, hash: string): boolean {
  return existsSync(file) && readFileSync(file, "utf8") === hash;
}

export function writeStamp(file: string, hash: string): void {
  writeFileSync(file, hash);
}
