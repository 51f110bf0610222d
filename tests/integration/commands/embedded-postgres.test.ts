import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runScript } from "@/scripts/command/run-process";

/** The embedded PostgreSQL: the first command starts it, the last one stops it. */

const folder = mkdtempSync(join(tmpdir(), "api-access it's "));
// PostgreSQL may run as another user, who must pass through the folder.
chmodSync(folder, 0o711);
afterAll(() => rmSync(folder, { recursive: true }));

const environment = { DATABASE_URL: "", DATA_DIR: folder };
const pidFile = join(folder, "postgres/data/postmaster.pid");
const migrate = () => runScript(["scripts/migrate.ts"], environment);

test("concurrent commands on an empty data folder share one PostgreSQL, which stops with the last", async () => {
  const results = await Promise.all([migrate(), migrate(), migrate()]);
  expect(results.map(({ output }) => output).sort()).toEqual([
    expect.stringMatching(/^Applied /),
    "The database is up to date.\n",
    "The database is up to date.\n",
  ]);
  expect(existsSync(pidFile)).toBe(false);
  expect(await migrate()).toMatchObject({ ok: true });
});

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "PostgreSQL stops when %s ends the command that is starting it",
  async (signal) => {
    const args = ["--import", "tsx", "--conditions=react-server", "scripts/migrate.ts"];
    const command = spawn(process.execPath, args, {
      env: { ...process.env, ...environment },
      stdio: "ignore",
    });
    await expect.poll(() => existsSync(pidFile)).toBe(true);
    command.kill(signal);
    await once(command, "exit");
    expect(existsSync(pidFile)).toBe(false);
  },
);
