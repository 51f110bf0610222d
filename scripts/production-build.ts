import { existsSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { Failure } from "./failure";
import { runNode } from "./run";
import { hashSources, isMadeFrom, noteMadeFrom } from "./sources";
import { trackerFile, writeTracker } from "./tracker-script";

/** A production build: the folder that Next wrote, and the front door. */
export type Build = { nextFolder: string; server: string };

const appBuild: Build = { nextFolder: ".next", server: "dist/server.mjs" };
/** Made elsewhere, since building over the files of a running app would break it. */
const testBuild: Build = { nextFolder: ".next-test", server: "dist/server-test.mjs" };

/**
 * What Node is told to run a server with. Rows of the log wait for up to 200 ms, and outlive the usual young generation
 * of 16 MB: in a larger one a call took 3 % less of the process's time on a quiet machine, and up to 16 % on a busy one.
 */
export const nodeFlags = ["--enable-source-maps", "--max-semi-space-size=64"];

/** The environment that a build is run with, and was made with. */
export function environmentOf(build: Build): Record<string, string> {
  return { NODE_ENV: "production", NEXT_DIST_DIR: build.nextFolder, NEXT_TELEMETRY_DISABLED: "1" };
}

export function findAppBuild(): Build | null {
  return isCurrent(appBuild) ? appBuild : null;
}

/** A build of the present sources for the tests: the app's own where it is current, else one beside it. */
export function findTestBuild(): Build | null {
  return [appBuild, testBuild].find(isCurrent) ?? null;
}

export async function makeAppBuild(): Promise<Build> {
  return make(appBuild);
}

export async function makeTestBuild(): Promise<Build> {
  await make(testBuild);
  // The types of its routes declare what .next/types declares, and would grow old beside it.
  rmSync(join(testBuild.nextFolder, "types"), { recursive: true, force: true });
  return testBuild;
}

function isCurrent(build: Build): boolean {
  return existsSync(trackerFile) && isMadeFrom(stampOf(build), hashSources());
}

async function make(made: Build): Promise<Build> {
  const hash = hashSources();
  rmSync(stampOf(made), { force: true });
  await writeTracker();
  await buildPages(made);
  await bundleServer(made.server);
  noteMadeFrom(stampOf(made), hash);
  return made;
}

function stampOf({ nextFolder }: Build): string {
  return join(nextFolder, "sources.sha256");
}

async function buildPages(made: Build): Promise<void> {
  const { ok, output } = await runNode(["node_modules/next/dist/bin/next", "build"], environmentOf(made));
  if (!ok) throw new Failure(`The build failed.\n${output.trim()}`);
}

/** Bundles server.ts, where asked with other modules in the place of some of its own. */
export async function bundleServer(outfile: string, replaced: Record<string, string> = {}): Promise<void> {
  try {
    await build({
      entryPoints: ["server.ts"],
      outfile,
      bundle: true,
      platform: "node",
      target: "node20",
      format: "esm",
      packages: "external",
      // This is the server, which is all that `import "server-only"` asks.
      alias: { "server-only": resolve("node_modules/server-only/empty.js"), ...replaced },
      sourcemap: true,
      logLevel: "silent",
    });
  } catch (error) {
    throw new Failure(`The bundling of server.ts failed. ${error instanceof Error ? error.message : error}`);
  }
}
