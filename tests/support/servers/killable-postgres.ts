import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { startPostgres } from "@/scripts/database/postgres";
import { openCluster } from "@/scripts/database/postgres-cluster";
import { runProgram } from "@/scripts/database/postgres-program";

/** A PostgreSQL server with its durable defaults that can be killed, and started again on its port. */
export async function startKillablePostgres() {
  const folder = mkdtempSync(join(tmpdir(), "api-access-killable-"));
  chmodSync(folder, 0o711);
  const { url, stop } = await startPostgres(folder);
  const { data, account, programs } = openCluster(folder);
  const pidFile = join(data, "postmaster.pid");
  const runPgCtl = (...args: string[]) => runProgram(programs, account, "pg_ctl", [...args, "-D", data]);
  return {
    url,
    kill: () => void process.kill(Number(readFileSync(pidFile, "utf8").split("\n")[0]), "SIGKILL"),
    restart: async () => {
      const log = join(data, "server.log");
      // The children of a killed server end a moment later.
      for (let attempt = 0; attempt < 20; attempt += 1) {
        rmSync(pidFile, { force: true });
        if (runPgCtl("start", "-w", "-l", log, "-o", `-p ${new URL(url).port}`).status === 0) return;
        await pause(100);
      }
      throw new Error(readFileSync(log, "utf8"));
    },
    stop: () => {
      runPgCtl("stop", "-w", "-m", "immediate");
      stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
