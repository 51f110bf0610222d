import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Not part of a build, like names that begin with a dot. Of scripts, only scripts/build is. */
const ignoredFolders = [
  "node_modules",
  "dist",
  "tests",
  "deploy",
  "scripts",
  "test-results",
  "playwright-report",
  "generated",
];
const ignoredFiles =
  /^\.|^tracker\.js$|\.md$|\.tsbuildinfo$|^next-env\.d\.ts$|^(vitest|playwright)\.config\.ts$|^biome\.json$|^Dockerfile$|^compose\.yaml$/;

/** Hashes all inputs of the production build, including the versions of its tools. */
export function hashSources(): string {
  const hash = createHash("sha256").update(process.version);
  for (const file of [...listFiles("."), ...listFiles("scripts/build")])
    hash.update(`\0${file}\0`).update(readFileSync(file));
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

/** Returns whether the stamp file holds this hash: the output beside it is up to date. */
export function hasStamp(file: string, hash: string): boolean {
  return existsSync(file) && readFileSync(file, "utf8") === hash;
}

export function writeStamp(file: string, hash: string): void {
  writeFileSync(file, hash);
}
