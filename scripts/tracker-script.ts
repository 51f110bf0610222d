import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { build } from "esbuild";
import { Failure } from "./failure";

/** Where Next serves it from, as /tracker.js. */
export const trackerFile = "public/tracker.js";

/** Makes the script that websites load. */
export async function writeTracker(): Promise<void> {
  const script = await bundleTracker();
  mkdirSync(dirname(trackerFile), { recursive: true });
  writeFileSync(trackerFile, script);
}

export async function bundleTracker(): Promise<Uint8Array> {
  try {
    const { outputFiles } = await build({
      entryPoints: ["tracker/tracker.ts"],
      bundle: true,
      minify: true,
      write: false,
      format: "iife",
      target: "es2018",
      logLevel: "silent",
    });
    return outputFiles[0]?.contents ?? new Uint8Array();
  } catch (error) {
    throw new Failure(
      `The bundling of the tracker failed. ${error instanceof Error ? error.message : error}`,
    );
  }
}
