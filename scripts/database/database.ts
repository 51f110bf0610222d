import { resolve } from "node:path";
import { Client } from "pg";
import { CommandError, isSystemError, toSentence } from "../command/run-command";
import { findPostgres, startPostgres } from "./postgres";

/** Where this project keeps what it must not lose: the embedded database and the secret of its sessions. */
export function getDataFolder(): string {
  return resolve(process.env.DATA_DIR || ".data");
}

/** The URL of the database in use: the one that DATABASE_URL names, or else the embedded one, which is started. */
export async function openDatabase(): Promise<string> {
  const url = process.env.DATABASE_URL;
  if (!url) return (await startPostgres(getDataFolder())).url;
  await checkConnection(url);
  return url;
}

/** The URL of the database in use; null when that is the embedded one, and it does not run. */
export async function findDatabase(): Promise<string | null> {
  return process.env.DATABASE_URL || findPostgres(getDataFolder());
}

/** Reads `.env`, where there is one. What the environment has already wins. */
export function loadEnvironment(): void {
  try {
    process.loadEnvFile();
  } catch (error) {
    if (!isSystemError(error, "ENOENT")) throw error;
  }
}

async function checkConnection(url: string): Promise<void> {
  if (!/^postgres(ql)?:\/\//.test(url)) throw new CommandError("DATABASE_URL must begin with postgresql://");
  if (!URL.canParse(url)) {
    throw new CommandError(
      "DATABASE_URL is no URL. One looks like postgresql://user:password@localhost:5432/api_access; special characters of a password are percent-encoded.",
    );
  }
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
  } catch (error) {
    const { host, pathname } = new URL(url);
    throw new CommandError(`The database at ${host}${pathname} cannot be reached: ${toSentence(error)}`);
  } finally {
    await client.end();
  }
}
