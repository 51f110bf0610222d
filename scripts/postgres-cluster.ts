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
import { Failure, isSystemError } from "./failure";
import { keepSecret } from "./keep-secret";
import {
  type Account,
  findAccount,
  findPrograms,
  makeRunnable,
  moveUnlessThere,
  type PostgresPrograms,
  runProgram,
} from "./postgres-program";

/** Where a PostgreSQL server of ours keeps its data, and the programs and the account that run it. */
export type Cluster = { home: string; data: string; account: Account; programs: PostgresPrograms };

const configuration = `
# Reached from this machine alone, with a password.
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
timezone = 'UTC'
log_timezone = 'UTC'
`;

/** The cluster under `folder`, made on first use. */
export function openCluster(folder: string): Cluster {
  const account = findAccount();
  const home = openHome(folder, account);
  const programs = makeRunnable(findPrograms(), account, home);
  const cluster = { home, data: join(home, "data"), account, programs };
  if (!existsSync(cluster.data)) createCluster(cluster);
  return cluster;
}

/** The password of the superuser `postgres`, made on first use and kept beside the cluster. */
export function readPassword(home: string): string {
  return keepSecret(join(home, "password"), 24);
}

/** `<folder>/postgres`; a link to a folder elsewhere where PostgreSQL's account cannot enter, as under /root. */
function openHome(folder: string, account: Account): string {
  makePassage(folder);
  const home = join(folder, "postgres");
  // The system may have cleaned up what it leads to.
  if (isLink(home) && !existsSync(home)) rmSync(home, { force: true });
  if (!existsSync(home)) {
    if (canEnter(folder, account)) makePassage(home);
    else linkUnlessThere(makeHomeElsewhere(), home);
  }
  return realpathSync(home);
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

/** Of several processes that make a home at once, the first one's stays. */
function linkUnlessThere(home: string, place: string): void {
  try {
    symlinkSync(home, place);
  } catch (error) {
    rmSync(home, { recursive: true });
    if (!isSystemError(error, "EEXIST")) throw error;
  }
}

function makeHomeElsewhere(): string {
  const home = mkdtempSync("/var/tmp/api-access-");
  chmodSync(home, 0o711);
  return home;
}

/** Makes a folder that others may pass through without listing it, whatever the umask. */
function makePassage(folder: string): void {
  if (existsSync(folder)) return;
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o711);
}

function canEnter(folder: string, account: Account): boolean {
  if (account.uid === undefined) return true;
  return spawnSync("/bin/sh", ["-c", 'cd "$0"', folder], { ...account, cwd: "/" }).status === 0;
}

/**
 * Made under another name and moved into place, so that an interrupted first start leaves nothing half made. Of two
 * first starts at once, one moves first; the other has the same password, and takes that cluster.
 */
function createCluster({ home, data, account, programs }: Cluster): void {
  const unfinished = join(home, `data.${process.pid}`);
  const passwordFile = join(home, `password.${process.pid}`);
  mkdirSync(unfinished, { mode: 0o700 });
  writeFileSync(passwordFile, readPassword(home), { mode: 0o600 });
  give(unfinished, account);
  give(passwordFile, account);
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
    throw new Failure(`PostgreSQL could not make its data folder ${data}: ${findReason(output)}`);
  }
  writeFileSync(join(unfinished, "postgresql.conf"), configuration, { flag: "a" });
  moveUnlessThere(unfinished, data);
}

function give(path: string, { uid, gid }: Account): void {
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
}

/** The line of a program's output that says what went wrong, without the program's name in front. */
export function findReason(output: string): string {
  const lines = output.trim().split("\n");
  const full = lines.find((line) => /No space left on device|Check free disk space/.test(line));
  const reason = full ?? lines.findLast((line) => /FATAL|PANIC|error:/.test(line)) ?? lines.at(-1) ?? "";
  return reason.replace(/^.*?(FATAL|PANIC|error|HINT): */, "");
}
