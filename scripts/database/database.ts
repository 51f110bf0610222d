import { resolve } from "node:path";
import { Client } from "pg";
import { CommandError, isSystemError, toSentence } from "../command/run-command";
import { checkPooler } from "./pooler";
import { findPostgres, startPostgres } from "./postgres";

/** The folder of the embedded database and of the generated secrets. */
export function getDataFolder(): string {
  return resolve(process.env.DATA_DIR || ".data");
}

/** Returns DATABASE_URL once it is reachable, or starts the embedded database and returns its URL. */
export async function openDatabase(): Promise<string> {
  const url = process.env.DATABASE_URL;
  if (!url) return (await startPostgres(getDataFolder())).url;
  await checkConnection("DATABASE_URL", url);
  return url;
}

/** Returns LOG_DATABASE_URL once it is reachable, or null if the log is in the main database. */
export async function openLogDatabase(): Promise<string | null> {
  const url = process.env.LOG_DATABASE_URL;
  if (!url || url === process.env.DATABASE_URL) return null;
  await checkConnection("LOG_DATABASE_URL", url);
  return url;
}

/**
 * Rejects a DATABASE_REPLICA_URL that leads to anything but a replica of this database: reads would miss writes. One that is
 * away is used once it answers. Returns whether it answered.
 */
export async function checkReplica(databaseUrl: string): Promise<boolean> {
  const url = process.env.DATABASE_REPLICA_URL;
  if (!url) return true;
  const replica = await identify(url).catch(() => null);
  if (!replica) return false;
  if (!replica.isReplica)
    throw new CommandError(
      "DATABASE_REPLICA_URL leads to a server that is no replica: it is not in recovery.",
    );
  if (replica.system !== (await identify(databaseUrl)).system)
    throw new CommandError("DATABASE_REPLICA_URL leads to a replica of another server than DATABASE_URL.");
  return true;
}

/** Replicas have the identifier of their primary. */
async function identify(url: string): Promise<{ system: string; isReplica: boolean }> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ system: string; isReplica: boolean }>(
      `SELECT "system_identifier"::text AS "system", pg_is_in_recovery() AS "isReplica" FROM pg_control_system()`,
    );
    return rows[0] ?? { system: "", isReplica: false };
  } finally {
    await client.end();
  }
}

/** Returns the URL of the database in use, or null if the embedded one is not running. */
export async function findDatabase(): Promise<string | null> {
  return process.env.DATABASE_URL || findPostgres(getDataFolder());
}

/** Reads the optional `.env`. Variables that are already set win. */
export function loadEnvironment(): void {
  try {
    process.loadEnvFile();
  } catch (error) {
    if (!isSystemError(error, "ENOENT")) throw error;
  }
}

/** Throws CommandError unless the database is reachable and keeps sessions. */
export async function checkConnection(name: string, url: string): Promise<void> {
  if (!/^postgres(ql)?:\/\//.test(url)) throw new CommandError(`${name} must begin with postgresql://`);
  if (!URL.canParse(url)) {
    throw new CommandError(
      `${name} is not a valid URL. Example: postgresql://user:password@localhost:5432/api_access; percent-encode special characters of the password.`,
    );
  }
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
  } catch (error) {
    const { host, pathname } = new URL(url);
    const database = name === "DATABASE_URL" ? "database" : "database of the log";
    throw new CommandError(`The ${database} at ${host}${pathname} is not reachable: ${toSentence(error)}`);
  } finally {
    await client.end();
  }
  await checkPooler(name, url);
}
