import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runScript } from "@/scripts/command/run-process";

/** The PostgreSQL that comes from npm: each command starts it where it has to, and the last one stops it. */

const folder = mkdtempSync(join(tmpdir(), "api-access it's "));
// PostgreSQL may run as another user, who has to get in.
chmodSync(folder, 0o711);
afterAll(() => rmSync(folder, { recursive: true }));

const environment = { DATABASE_URL: "", DATA_DIR: folder };
const pidFile = join(folder, "postgres/data/postmaster.pid");
const migrate = () => runScript(["scripts/migrate.ts"], environment);

test("commands that start on an empty data folder at once share one PostgreSQL, which ends with them", async () => {
  const outcomes = await Promise.all([migrate(), migrate(), migrate()]);
  expect(outcomes.map(({ output }) => output).sort()).toEqual([
    expect.stringMatching(/^Applied /),
    "The database is up to date.\n",
    "The database is up to date.\n",
  ]);
  expect(existsSync(pidFile)).toBe(false);
  expect(await migrate()).toMatchObject({ ok: true });
});

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "a command that %s ends while PostgreSQL starts takes it along",
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
