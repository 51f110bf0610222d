import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { type BuildOptions, build, context } from "esbuild";
import { CommandError } from "../command/run-command";

/** Next serves it as /tracker.js. */
export const trackerFile = "public/tracker.js";

/** Bundles the script that websites load. */
export async function writeTracker(): Promise<void> {
  const script = await bundleTracker();
  mkdirSync(dirname(trackerFile), { recursive: true });
  writeFileSync(trackerFile, script);
}

/** Rebundles the script on changes while this process runs. */
export async function watchTracker(): Promise<void> {
  const watched = await context({ ...options, outfile: trackerFile, logLevel: "warning" });
  await watched.watch();
}

const options = {
  entryPoints: ["tracker/tracker.ts"],
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2018",
} satisfies BuildOptions;

export async function bundleTracker(): Promise<Uint8Array> {
  try {
    const { outputFiles } = await build({ ...options, write: false, logLevel: "silent" });
    return outputFiles[0]?.contents ?? new Uint8Array();
  } catch (error) {
    throw new CommandError(
      `The bundling of the tracker failed. ${error instanceof Error ? error.message : error}`,
    );
  }
}
