import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { build } from "esbuild";
import { CommandError } from "../command/run-command";
import { runNode } from "../command/run-process";
import { compressFiles } from "./compress-files";
import { hashSources } from "./source-hash";
import { trackerFile, writeTracker } from "./tracker-script";

/** A production build: Next's folder, and the bundled server in it. */
export type Build = { nextFolder: string; server: string };

/** Next writes here. Then the folder is renamed by the hash of its sources: a running server's build never changes. */
const stagingFolder = ".next-build";
/** Turbopack's cache: it compiles only what changed since the last build. */
const cacheFolder = ".next-cache";
const buildFolder = /^\.next-[0-9a-f]{16}$/;
/** The least recently used builds beyond this number are deleted, except those of running servers. */
const maxUnusedBuilds = 2;

/**
 * Node.js flags of the server. Log rows wait for up to 200 ms and outlive the default young generation of 16 MB: with 64 MB
 * a request took 3 % (idle machine) to 16 % (busy machine) less processor time.
 */
export const nodeFlags = ["--enable-source-maps", "--max-semi-space-size=64"];

/** The environment variables for building and for running. */
export function toEnvironment({ nextFolder }: Pick<Build, "nextFolder">): Record<string, string> {
  return {
    NODE_ENV: "production",
    NEXT_DIST_DIR: nextFolder,
    // A page of an older build then reloads instead of requesting code that the server no longer has.
    NEXT_DEPLOYMENT_ID: nextFolder.replace(".next-", ""),
    NEXT_TELEMETRY_DISABLED: "1",
  };
}

/** Returns the build of the current sources, or null if they have not been built. */
export function findBuild(): Build | null {
  const found = describeBuild(hashSources());
  if (!existsSync(found.server) || !existsSync(trackerFile)) return null;
  const now = new Date();
  utimesSync(found.nextFolder, now, now);
  return found;
}

/** Builds the current sources. `npm start`, tests and benchmarks share the build. */
export async function makeBuild(): Promise<Build> {
  const made = describeBuild(hashSources());
  await writeTracker();
  moveFolder(cacheFolder, join(stagingFolder, "cache"));
  await buildPages(made);
  await compressFiles(join(stagingFolder, "static"));
  await bundleServer(join(stagingFolder, "server.mjs"));
  moveFolder(join(stagingFolder, "cache"), cacheFolder);
  rmSync(made.nextFolder, { recursive: true, force: true });
  renameSync(stagingFolder, made.nextFolder);
  removeOldBuilds(made);
  return made;
}

/** Protects the build from deletion while the process runs. */
export function markInUse({ nextFolder }: Build, pid: number | undefined): void {
  writeFileSync(join(nextFolder, `in-use-by-${pid}`), "");
}

function describeBuild(hash: string): Build {
  const nextFolder = `.next-${hash.slice(0, 16)}`;
  return { nextFolder, server: join(nextFolder, "server.mjs") };
}

/** Does nothing if `from` does not exist. */
function moveFolder(from: string, to: string): void {
  if (!existsSync(from)) return;
  rmSync(to, { recursive: true, force: true });
  mkdirSync(dirname(to), { recursive: true });
  renameSync(from, to);
}

function removeOldBuilds(current: Build): void {
  readdirSync(".")
    .filter((name) => buildFolder.test(name) && name !== current.nextFolder && !isInUse(name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
    .slice(maxUnusedBuilds)
    .forEach((name) => {
      rmSync(name, { recursive: true, force: true });
    });
}

function isInUse(folder: string): boolean {
  const pids = readdirSync(folder).map((name) => /^in-use-by-(\d+)$/.exec(name)?.[1]);
  return pids.some((pid) => pid && isRunning(Number(pid)));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function buildPages(made: Build): Promise<void> {
  const environment = {
    ...toEnvironment(made),
    NEXT_DIST_DIR: stagingFolder,
    // Writing the cache takes a fifth of a build, and most clones build once.
    BUILD_CACHE: readdirSync(".").some((name) => buildFolder.test(name)) ? "on" : "off",
  };
  const { ok, output } = await runNode(["node_modules/next/dist/bin/next", "build"], environment);
  if (!ok) throw new CommandError(`The build failed.\n${output.trim()}`);
}

/** What `node dist/NAME.mjs` runs where only the build is installed. */
const deployedCommands = {
  start: "scripts/serve/start-deployed.ts",
  migrate: "scripts/migrate.ts",
  keys: "scripts/keys.ts",
  people: "scripts/people.ts",
  definitions: "scripts/definitions.ts",
};

/**
 * Bundles the commands of a deployment into a folder. They run in the folder that has the build, prisma, public and
 * node_modules.
 */
export async function bundleCommands({ nextFolder }: Build, folder = "dist"): Promise<void> {
  const outExtension = { ".js": ".mjs" };
  await build({ ...bundleOptions, entryPoints: deployedCommands, outdir: folder, outExtension });
  writeFileSync(join(folder, deployedBuild), JSON.stringify({ nextFolder }));
}

/** Beside the commands: names the build that `start.mjs` runs. */
const deployedBuild = "build.json";

/** Reads the build of the commands in a folder: the newest one, also while an older one runs. */
export function readDeployedBuild(folder: string): Build {
  const { nextFolder } = JSON.parse(readFileSync(join(folder, deployedBuild), "utf8")) as {
    nextFolder: string;
  };
  return { nextFolder, server: join(nextFolder, "server.mjs") };
}

const bundleOptions = {
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  packages: "external",
  // This is the server: `import "server-only"` must not throw.
  alias: { "server-only": resolve("node_modules/server-only/empty.js") },
  logLevel: "silent",
} as const;

/** Bundles server.ts. `replaced` maps modules to their replacements. Throws if a replacement is not used. */
export async function bundleServer(outfile: string, replaced: Record<string, string> = {}): Promise<void> {
  try {
    const { metafile } = await build({
      ...bundleOptions,
      entryPoints: ["server.ts"],
      outfile,
      alias: { ...bundleOptions.alias, ...replaced },
      sourcemap: true,
      metafile: true,
    });
    for (const [module, replacement] of Object.entries(replaced)) {
      if (!(relative("", replacement) in metafile.inputs))
        throw new Error(`No import of ${module} was replaced.`);
    }
  } catch (error) {
    throw new CommandError(
      `The bundling of server.ts failed. ${error instanceof Error ? error.message : error}`,
    );
  }
}
