import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findAccount } from "@/scripts/database/postgres-program";
import { findFreePort } from "@/scripts/serve/ports";
import { findProgram } from "@/scripts/test/debian-package";

export type PgBouncer = {
  /** The URL of the database through a pool in this mode. */
  url: (mode: "session" | "transaction" | "statement") => string;
  stop: () => Promise<void>;
};

/** Starts PgBouncer in front of a database, with the startup parameters that it drops. It rejects others. */
export async function startPgBouncer(databaseUrl: string, dropped: readonly string[]): Promise<PgBouncer> {
  const folder = mkdtempSync(join(tmpdir(), "api-access-pgbouncer-"));
  chmodSync(folder, 0o755);
  const { hostname, port: databasePort, pathname, username, password } = new URL(databaseUrl);
  const port = await findFreePort();
  const database = (mode: string) =>
    `${mode} = host=${hostname} port=${databasePort} dbname=${pathname.slice(1)} user=${username} password='${decodeURIComponent(password)}' pool_mode=${mode}`;
  const file = join(folder, "pgbouncer.ini");
  writeFileSync(
    file,
    `[databases]
${["session", "transaction", "statement"].map(database).join("\n")}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
${dropped.length > 0 ? `ignore_startup_parameters = ${dropped.join(", ")}` : ""}
`,
    { mode: 0o644 },
  );
  // It does not run as root.
  const bouncer = spawn(findProgram("pgbouncer") ?? "pgbouncer", [file], { ...findAccount(), stdio: "pipe" });
  const kill = () => void bouncer.kill("SIGKILL");
  process.once("exit", kill);
  await waitForPort(port, bouncer);
  return {
    url: (mode) => `postgresql://${username}@127.0.0.1:${port}/${mode}`,
    stop: async () => {
      process.removeListener("exit", kill);
      const exited = once(bouncer, "exit");
      kill();
      await exited;
      rmSync(folder, { recursive: true });
    },
  };
}

async function waitForPort(port: number, bouncer: ChildProcess): Promise<void> {
  let output = "";
  for (const stream of [bouncer.stdout, bouncer.stderr])
    stream?.on("data", (text) => {
      output += text;
    });
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (bouncer.exitCode !== null) break;
    const socket = connect(port, "127.0.0.1");
    const isOpen = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return;
    await sleep(50);
  }
  throw new Error(`PgBouncer did not start:\n${output}`);
}
