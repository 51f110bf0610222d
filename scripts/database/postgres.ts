import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { CommandError, isSystemError } from "../command/run-command";
import { findFreePort } from "../serve/ports";
import { type Cluster, findReason, openCluster, readPassword } from "./postgres-cluster";
import { runProgram } from "./postgres-program";

export type Postgres = {
  /** Connection URL of the database `api_access`, as superuser. */
  url: string;
  /** Stops the server, unless another process still uses it. Also called when this process exits. */
  stop: () => void;
};

const database = "api_access";
/** Advisory lock: one of several starting processes creates the database. */
const creationLock = 5_707_313;
/** For tests, whose data is discarded. */
const notDurable = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off";

/**
 * Starts the embedded PostgreSQL with its data under `folder`, or joins the running one. The server outlives a crash of
 * the process that started it; the next start joins it.
 */
export async function startPostgres(folder: string, { durable = true } = {}): Promise<Postgres> {
  const cluster = openCluster(folder);
  addUser(cluster);
  const stop = () => removeUser(cluster);
  process.once("exit", stop);
  const port = (await joinRunning(cluster)) ?? (await launch(cluster, durable ? "" : notDurable));
  await createDatabase(cluster.home, port);
  return { url: toUrl(cluster.home, port, database), stop };
}

/** Returns the URL of the running server with data under `folder`, or null. */
export async function findPostgres(folder: string): Promise<string | null> {
  const home = join(folder, "postgres");
  const lock = readPidFile(join(home, "data"));
  return lock && (await isReachable(home, lock.port)) ? toUrl(home, lock.port, database) : null;
}

/** Waits until the running server accepts connections and returns its port, or null if none is running. */
async function joinRunning({ home, data }: Cluster): Promise<number | null> {
  const deadline = Date.now() + 60_000;
  for (let lock = readPidFile(data); lock; lock = readPidFile(data)) {
    if (await isReachable(home, lock.port)) return lock.port;
    if (!isPostgres(lock.pid)) {
      // The server was killed. Another process may have its PID.
      rmSync(join(data, "postmaster.pid"), { force: true });
      return null;
    }
    if (Date.now() > deadline)
      throw new CommandError(`PostgreSQL is running on ${data} but rejects connections.`);
    await sleep(100);
  }
  return null;
}

async function launch(cluster: Cluster, options: string): Promise<number> {
  const { data, account, programs } = cluster;
  const port = await findFreePort();
  const log = join(data, "server.log");
  const args = ["start", "-w", "-t", "60", "-D", data, "-l", log, "-o", `-p ${port} ${options}`];
  const { status, output } = runProgram(programs, account, "pg_ctl", args);
  if (status === 0) return port;
  // Another process may have started the server in between.
  const other = await joinRunning(cluster);
  if (other) return other;
  const reason = findReason(existsSync(log) ? readFileSync(log, "utf8") : output);
  throw new CommandError(`PostgreSQL did not start: ${reason}`);
}

async function createDatabase(home: string, port: number): Promise<void> {
  const client = new Client({ connectionString: toUrl(home, port, "postgres") });
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [creationLock]);
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [database]);
    if (!rowCount) await client.query(`CREATE DATABASE ${database}`);
  } finally {
    await client.end();
  }
}

/** Registers this process as a user of the cluster. */
function addUser({ home }: Cluster): void {
  mkdirSync(join(home, "users"), { recursive: true });
  writeFileSync(join(home, "users", String(process.pid)), "");
}

/** The last process that uses the cluster stops it. */
function removeUser({ home, data, account, programs }: Cluster): void {
  const users = join(home, "users");
  rmSync(join(users, String(process.pid)), { force: true });
  if (!existsSync(join(data, "postmaster.pid"))) return;
  if (readdirSync(users).some((pid) => isAlive(Number(pid)))) return;
  // With a full disk, "fast" fails because it writes a checkpoint.
  for (const mode of ["fast", "immediate"]) {
    const args = ["stop", "-w", "-t", "30", "-D", data, "-m", mode];
    if (runProgram(programs, account, "pg_ctl", args).status === 0) return;
  }
}

/** Reads PID and port from postmaster.pid. */
function readPidFile(data: string): { pid: number; port: number } | null {
  const file = join(data, "postmaster.pid");
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, "utf8").split("\n");
  return { pid: Number(lines[0]), port: Number(lines[3]) };
}

async function isReachable(home: string, port: number): Promise<boolean> {
  const client = new Client({
    connectionString: toUrl(home, port, "postgres"),
    connectionTimeoutMillis: 5000,
  });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end();
  }
}

function isPostgres(pid: number): boolean {
  if (!isAlive(pid)) return false;
  const name = `/proc/${pid}/comm`;
  return (
    process.platform !== "linux" || (existsSync(name) && readFileSync(name, "utf8").trim() === "postgres")
  );
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return isSystemError(error, "EPERM");
  }
}

function toUrl(home: string, port: number, name: string): string {
  return `postgresql://postgres:${readPassword(home)}@127.0.0.1:${port}/${name}`;
}
