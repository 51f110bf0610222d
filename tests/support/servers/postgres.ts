import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { runScript } from "@/scripts/command/run-process";
import { type Postgres, startPostgres } from "@/scripts/database/postgres";

/** A temporary PostgreSQL for tests. All parts of `npm test` share one. */
export async function openTestPostgres(): Promise<Postgres> {
  const shared = process.env.TEST_POSTGRES_URL;
  if (shared) return { url: shared, stop: () => {} };
  const folder = mkdtempSync(join(tmpdir(), "api-access-test-"));
  // PostgreSQL may run as another user, who needs access.
  chmodSync(folder, 0o711);
  const { url, stop } = await startPostgres(folder, { durable: false });
  const stopAndForget = () => {
    stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { url, stop: stopAndForget };
}

/** Creates a database on the URL's server, empty or as a copy of another; returns its URL. */
export async function createDatabase(serverUrl: string, name: string, template?: string): Promise<string> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE "${name}"${template ? ` TEMPLATE "${template}"` : ""}`);
  } finally {
    await client.end();
  }
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** Creates a migrated database, in a separate process because of the engine's timers. */
export async function createMigratedDatabase(serverUrl: string, name: string): Promise<string> {
  const url = await createDatabase(serverUrl, name);
  const { ok, output } = await runScript(["scripts/migrate.ts"], { DATABASE_URL: url });
  if (!ok) throw new Error(output);
  return url;
}
