import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePort } from "@/scripts/serve/ports";
import { nextAuthSecret } from "@/tests/support/servers/production-server";
import { defineTrial } from "./support/trial";

/** The account of the server: not the owner of its files. */
const account = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

export default defineTrial({
  title: "the steps of the Dockerfile lead to a server that runs without root, npm and a writable folder",
  maxSeconds: 400,
  run: async ({ databaseUrl, createApplication, signal }) => {
    const { key } = await createApplication();
    const [release, temporary] = [makeFolder("release"), makeFolder("temporary")];
    if (account.uid !== undefined) chownSync(temporary, account.uid, account.gid);
    try {
      rmSync(release, { recursive: true });
      runVisibly("npm", ["run", "-s", "build", "--", "--release", release]);
      runVisibly(
        "npm",
        ["ci", "--omit=dev", "--no-audit", "--no-fund", "--prefer-offline", "--silent"],
        release,
      );
      runVisibly("chmod", ["-R", "a+rX,a-w", release]);
      const port = await findFreePort();
      const url = `http://localhost:${port}`;
      const env = {
        PATH: process.env.PATH ?? "",
        TMPDIR: temporary,
        NODE_ENV: "production" as const,
        DATABASE_URL: databaseUrl,
        NEXTAUTH_SECRET: nextAuthSecret,
        NEXTAUTH_URL: url,
        PORT: String(port),
        WORKERS: "2",
        DRAIN_SECONDS: "0",
      };
      const options = { ...account, cwd: release, env, signal };
      const migrated = spawnSync(process.execPath, ["dist/migrate.mjs"], { ...account, cwd: release, env });
      const startedAt = Date.now();
      const server = spawn(process.execPath, ["dist/start.mjs"], {
        ...options,
        stdio: ["ignore", "ignore", "inherit", "ipc"],
      });
      const exited = once(server, "exit");
      await Promise.race([once(server, "message"), exited]);
      const statuses = await Promise.all([
        getStatus(`${url}/api/health`),
        getStatus(`${url}/api/ready`),
        getStatus(`${url}/sign-in`),
        getStatus(`${url}/developers`),
        getStatus(`${url}/tracker.js`),
        getStatus(`${url}/api/validate`, { "x-api-key": key }),
      ]);
      server.kill("SIGTERM");
      const [code] = await exited;
      return [
        {
          name: "failed commands",
          value: Math.abs(migrated.status ?? 1) + Math.abs(code ?? 1),
          unit: "",
          atMost: 0,
        },
        {
          name: "pages, files and calls answered by 200",
          value: statuses.filter((status) => status === 200).length,
          unit: `of ${statuses.length}`,
          atLeast: statuses.length,
        },
        { name: "files written beside the code", value: countNewer(release, startedAt), unit: "", atMost: 0 },
        {
          name: "files left in the temporary folder",
          value: readdirSync(temporary).length,
          unit: "",
          atMost: 0,
        },
      ];
    } finally {
      runVisibly("chmod", ["-R", "u+w", release]);
      for (const folder of [release, temporary]) rmSync(folder, { recursive: true, force: true });
    }
  },
});

function makeFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `api-access-${name}-`));
  chmodSync(folder, 0o755);
  return folder;
}

function runVisibly(command: string, args: string[], cwd = process.cwd()): void {
  const { status } = spawnSync(command, args, { cwd, stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed.`);
}

async function getStatus(url: string, headers: Record<string, string> = {}): Promise<number> {
  const response = await fetch(url, { headers, redirect: "manual" }).catch(() => null);
  await response?.text();
  return response?.status ?? 0;
}

function countNewer(folder: string, time: number): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes("node_modules"))
    .filter((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs > time).length;
}
