import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import type { TestProject } from "vitest/node";
import { migrate } from "@/scripts/migrations";
import { startPostgres } from "@/scripts/postgres";

declare module "vitest" {
  interface ProvidedContext {
    /** Connection URL of the server's own database, `postgres`: for creating others. */
    postgresUrl: string;
  }
}

/** Starts a PostgreSQL for this run of the tests, with a migrated database that each test file gets a copy of. */
export default async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), "api-access-test-"));
  chmodSync(folder, 0o711);
  const postgres = await startPostgres(folder, { durable: false });
  const postgresUrl = urlOf(postgres.url, "postgres");
  await createDatabase(postgresUrl, "template");
  await migrate(urlOf(postgres.url, "template"));
  project.provide("postgresUrl", postgresUrl);
  return () => {
    postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

/** Creates a database and returns its URL. */
export async function createDatabase(postgresUrl: string, name: string, template?: string): Promise<string> {
  const client = new Client({ connectionString: postgresUrl });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE "${name}"${template ? ` TEMPLATE "${template}"` : ""}`);
  } finally {
    await client.end();
  }
  return urlOf(postgresUrl, name);
}

function urlOf(url: string, name: string): string {
  const result = new URL(url);
  result.pathname = `/${name}`;
  return result.href;
}
