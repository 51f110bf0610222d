import { existsSync, statfsSync } from "node:fs";
import { dirname } from "node:path";
import { env } from "@/lib/env";
import { generateClient } from "../build/generate-client";
import { withProgress } from "../command/progress";
import { CommandError } from "../command/run-command";
import {
  checkReplica,
  getDataFolder,
  loadEnvironment,
  openDatabase,
  openLogDatabase,
} from "../database/database";
import { migrate, migrateLog } from "../database/migrations";
import { checkPort, findFreePort } from "./ports";
import { findSessionSecret } from "./session-secret";

const neededMegabytes = 300;

/** Prepares environment, port, disk, database, client and migrations. Completes process.env and returns the port. */
export async function prepare(): Promise<number> {
  loadEnvironment();
  const port = await choosePort();
  checkDisk();
  const databaseUrl = await withProgress("Opening the database", openDatabase);
  completeEnvironment(port, databaseUrl);
  const logDatabaseUrl = await openLogDatabase();
  await checkReplica(databaseUrl);
  await withProgress("Preparing the database client", generateClient);
  await withProgress("Migrating the database", () => migrate(databaseUrl));
  if (logDatabaseUrl)
    await withProgress("Migrating the database of the log", () => migrateLog(logDatabaseUrl));
  return port;
}

async function choosePort(): Promise<number> {
  const port = Number(process.env.PORT || 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new CommandError("PORT must be a number from 0 to 65535.");
  if (port === 0) return findFreePort();
  await checkPort(port);
  return port;
}

function checkDisk(): void {
  for (const folder of [process.cwd(), nearestExisting(getDataFolder())]) {
    const { bavail, bsize } = statfsSync(folder);
    const free = Math.floor((bavail * bsize) / 1e6);
    if (free < neededMegabytes) {
      throw new CommandError(
        `The disk is nearly full: ${folder} has ${free} MB, ${neededMegabytes} MB are needed.`,
      );
    }
  }
}

function nearestExisting(folder: string): string {
  return existsSync(folder) ? folder : nearestExisting(dirname(folder));
}

function completeEnvironment(port: number, databaseUrl: string): void {
  process.env.NEXTAUTH_SECRET ||= requireSecret();
  process.env.NEXTAUTH_URL ||= `http://localhost:${port}`;
  process.env.PORT = String(port);
  process.env.DATABASE_URL = databaseUrl;
  env();
}

function requireSecret(): string {
  const secret = findSessionSecret();
  if (secret) return secret;
  throw new CommandError("NEXTAUTH_SECRET must be set in production: at least 32 random characters.");
}
