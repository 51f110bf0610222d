import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  chownSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { startPostgres } from "@/scripts/database/postgres";
import { openCluster, readPassword } from "@/scripts/database/postgres-cluster";
import { runProgram } from "@/scripts/database/postgres-program";
import { findFreePort } from "@/scripts/serve/ports";

export type ReplicatedPostgres = {
  url: string;
  replicaUrl: string;
  /** Kills the replica's server process, as a crash does. */
  killReplica: () => void;
  startReplica: () => void;
  stop: () => void;
};

/**
 * A PostgreSQL server with its durable defaults, and a streaming replica of it: a copy of its files, taken while it runs,
 * that follows it through a replication slot.
 */
export async function startReplicatedPostgres(): Promise<ReplicatedPostgres> {
  const folder = mkdtempSync(join(tmpdir(), "api-access-replica-"));
  chmodSync(folder, 0o711);
  const primary = await startPostgres(folder);
  const { home, data, account, programs } = openCluster(folder);
  const replicaData = join(home, "replica");
  const stop = () => {
    runProgram(programs, account, "pg_ctl", ["stop", "-w", "-D", replicaData, "-m", "immediate"]);
    primary.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  process.once("exit", stop);
  await copyRunning(primary.url, data, replicaData);
  const port = await findFreePort();
  const { port: primaryPort } = new URL(primary.url);
  appendFileSync(
    join(replicaData, "postgresql.auto.conf"),
    `port = ${port}
primary_conninfo = 'host=127.0.0.1 port=${primaryPort} user=postgres password=${readPassword(home)}'
primary_slot_name = 'replica'
max_standby_streaming_delay = '100ms'
fsync = off
`,
  );
  writeFileSync(join(replicaData, "standby.signal"), "");
  if (account.uid !== undefined)
    for (const name of ["standby.signal", "backup_label"])
      chownSync(join(replicaData, name), account.uid, account.gid ?? account.uid);
  const startReplica = () => {
    const log = join(replicaData, "server.log");
    // A killed server leaves it behind.
    rmSync(join(replicaData, "postmaster.pid"), { force: true });
    const args = ["start", "-w", "-t", "30", "-D", replicaData, "-l", log];
    const { status, output } = runProgram(programs, account, "pg_ctl", args);
    if (status !== 0) throw new Error(`${output}\n${readFileSync(log, "utf8")}`);
  };
  startReplica();
  const replicaUrl = new URL(primary.url);
  replicaUrl.port = String(port);
  return {
    url: primary.url,
    replicaUrl: replicaUrl.href,
    startReplica,
    killReplica: () => {
      const [pid = ""] = readFileSync(join(replicaData, "postmaster.pid"), "utf8").split("\n");
      process.kill(Number(pid), "SIGKILL");
    },
    stop,
  };
}

/** pg_basebackup is not among the embedded programs. */
async function copyRunning(url: string, from: string, to: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`SELECT pg_create_physical_replication_slot('replica', true)`);
    await client.query(`SELECT pg_backup_start('replica', fast => true)`);
    // Keeps owner and modes.
    const { status, stderr } = spawnSync("cp", ["-a", from, to], { encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
    for (const name of ["postmaster.pid", "postmaster.opts", "server.log", "pg_replslot/replica"])
      rmSync(join(to, name), { recursive: true, force: true });
    const { rows } = await client.query<{ label: string }>(
      `SELECT "labelfile" AS "label" FROM pg_backup_stop(wait_for_archive => false)`,
    );
    writeFileSync(join(to, "backup_label"), rows[0]?.label ?? "");
  } finally {
    await client.end();
  }
}
