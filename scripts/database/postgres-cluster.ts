import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { CommandError, isSystemError } from "../command/run-command";
import { getOrCreateSecret } from "../serve/secret-file";
import {
  findAccount,
  findPrograms,
  makeRunnable,
  moveUnlessExists,
  type PostgresPrograms,
  runProgram,
  type SystemAccount,
} from "./postgres-program";

/** The data folder of an embedded PostgreSQL server, its programs, and the system account that runs them. */
export type Cluster = { home: string; data: string; account: SystemAccount; programs: PostgresPrograms };

const configuration = `
# Only this machine connects, with a password.
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
timezone = 'UTC'
log_timezone = 'UTC'
`;

/** Opens the cluster under `folder`. The first use creates it. */
export function openCluster(folder: string): Cluster {
  const account = findAccount();
  const home = openHomeFolder(folder, account);
  const programs = makeRunnable(findPrograms(), account, home);
  const cluster = { home, data: join(home, "data"), account, programs };
  if (!existsSync(cluster.data)) createCluster(cluster);
  return cluster;
}

/** Reads the password of the superuser `postgres`. The first use creates it. */
export function readPassword(home: string): string {
  return getOrCreateSecret(join(home, "password"), 24);
}

/** Opens `<folder>/postgres`: a link to /var/tmp if PostgreSQL's account cannot enter the folder, as under /root. */
function openHomeFolder(folder: string, account: SystemAccount): string {
  makeTraversableFolder(folder);
  const home = join(folder, "postgres");
  // The system may have cleaned up /var/tmp.
  if (isLink(home) && !existsSync(home)) rmSync(home, { force: true });
  if (!existsSync(home)) {
    if (canEnter(folder, account)) makeTraversableFolder(home);
    else linkUnlessExists(makeTemporaryHome(), home);
  }
  return realpathSync(home);
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

/** If concurrent processes create a home, the first one wins. */
function linkUnlessExists(home: string, place: string): void {
  try {
    symlinkSync(home, place);
  } catch (error) {
    rmSync(home, { recursive: true });
    if (!isSystemError(error, "EEXIST")) throw error;
  }
}

function makeTemporaryHome(): string {
  const home = mkdtempSync("/var/tmp/api-access-");
  chmodSync(home, 0o711);
  return home;
}

/** Creates a folder with mode 711, whatever the umask: PostgreSQL's account must pass through it. */
function makeTraversableFolder(folder: string): void {
  if (existsSync(folder)) return;
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o711);
}

function canEnter(folder: string, account: SystemAccount): boolean {
  if (account.uid === undefined) return true;
  return spawnSync("/bin/sh", ["-c", 'cd "$0"', folder], { ...account, cwd: "/" }).status === 0;
}

/**
 * Creates the cluster under a temporary name and renames it: an interrupted first start leaves no partial cluster. If two
 * processes start first, the slower one uses the other's cluster, which has the same password.
 */
function createCluster({ home, data, account, programs }: Cluster): void {
  const unfinished = join(home, `data.${process.pid}`);
  const passwordFile = join(home, `password.${process.pid}`);
  mkdirSync(unfinished, { mode: 0o700 });
  writeFileSync(passwordFile, readPassword(home), { mode: 0o600 });
  changeOwner(unfinished, account);
  changeOwner(passwordFile, account);
  const { status, output } = runProgram(programs, account, "initdb", [
    `--pgdata=${unfinished}`,
    `--pwfile=${passwordFile}`,
    "--username=postgres",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
  ]);
  rmSync(passwordFile);
  if (status !== 0) {
    rmSync(unfinished, { recursive: true, force: true });
    throw new CommandError(`PostgreSQL could not create its data folder ${data}: ${findReason(output)}`);
  }
  writeFileSync(join(unfinished, "postgresql.conf"), configuration, { flag: "a" });
  moveUnlessExists(unfinished, data);
}

function changeOwner(path: string, { uid, gid }: SystemAccount): void {
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
}

/** Finds the line of a program's output that names the error, without the program's name. */
export function findReason(output: string): string {
  const lines = output.trim().split("\n");
  const full = lines.find((line) => /No space left on device|Check free disk space/.test(line));
  const reason = full ?? lines.findLast((line) => /FATAL|PANIC|error:/.test(line)) ?? lines.at(-1) ?? "";
  return reason.replace(/^.*?(FATAL|PANIC|error|HINT): */, "");
}
