import { cpSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { build as bundle } from "esbuild";
import { CommandError } from "../command/run-command";
import { type Build, bundleCommands } from "./production-build";

/** What the server reads at run time, besides the build and its commands. `npm ci --omit=dev` adds the packages. */
const files = ["package.json", "package-lock.json", "public", "prisma"];

/** Copies all that a machine needs into an empty folder: no sources, tests and development tools. */
export async function writeRelease(build: Build, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  if (readdirSync(folder).length > 0) throw new CommandError(`--release needs an empty folder: ${folder}`);
  for (const file of files) cpSync(file, join(folder, file), { recursive: true });
  cpSync(build.nextFolder, join(folder, basename(build.nextFolder)), {
    recursive: true,
    filter: (path) => !/^in-use-by-\d+$/.test(basename(path)),
  });
  await bundleCommands(build, join(folder, "dist"));
  // Next reads it at each start.
  await bundle({
    entryPoints: ["next.config.ts"],
    outfile: join(folder, "next.config.mjs"),
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "silent",
  });
  if (!existsSync(join(folder, build.server))) throw new CommandError(`${build.server} was not copied.`);
}
