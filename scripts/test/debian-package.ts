import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { CommandError } from "../command/run-command";
import { runProcess } from "../command/run-process";

/** Servers that tests on PostgreSQL start, and their packages. Each test starts its own: the package's service is not needed. */
const testPrograms: Record<string, string> = {
  "redis-server": "redis-server",
  pgbouncer: "pgbouncer",
  nginx: "nginx-light",
  haproxy: "haproxy",
};

/** Installs the missing programs of the tests on PostgreSQL. */
export async function installTestPrograms(): Promise<void> {
  for (const [program, name] of Object.entries(testPrograms)) {
    if (findProgram(program) || ((await installPackage(name)) && findProgram(program))) continue;
    throw new CommandError(
      `${program} was not found and could not be installed. Install it, then run again.`,
    );
  }
}

/** The path of a program, also of one for root only. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

let updated: Promise<unknown> | undefined;

/** Installs a Debian package. Returns false if that is not possible here. */
export async function installPackage(name: string): Promise<boolean> {
  if (!existsSync("/usr/bin/apt-get")) return false;
  updated ??= runApt("update");
  await updated;
  return (await runApt("install", "--yes", "--no-install-recommends", name)).ok;
}

function runApt(...args: string[]) {
  const asRoot = process.getuid?.() === 0 ? ["env"] : ["sudo", "--non-interactive"];
  // RUNLEVEL=1: a package that brings a service does not start it.
  return runProcess("env", [...asRoot, "DEBIAN_FRONTEND=noninteractive", "RUNLEVEL=1", "apt-get", ...args]);
}
