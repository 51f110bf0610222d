import { existsSync, statfsSync } from "node:fs";
import { dirname, join } from "node:path";
import { env } from "@/lib/env";
import { dataFolder, loadEnvironment, openDatabase } from "./database";
import { Failure } from "./failure";
import { generateClient } from "./generate-client";
import { keepSecret } from "./keep-secret";
import { migrate } from "./migrations";
import { checkPort, findFreePort } from "./ports";
import { step } from "./progress";

const neededMegabytes = 300;

/**
 * Everything that comes before serving: environment, port, disk, database, client, migrations.
 * Completes process.env on the way; what is started from here inherits it. Returns the port.
 */
export async function prepare(): Promise<number> {
  loadEnvironment();
  const port = await choosePort();
  checkDisk();
  const databaseUrl = await step("Opening the database", openDatabase);
  completeEnvironment(port, databaseUrl);
  await step("Preparing the database client", generateClient);
  await step("Migrating the database", () => migrate(databaseUrl));
  return port;
}

async function choosePort(): Promise<number> {
  const port = Number(process.env.PORT || 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Failure("PORT must be a number from 0 to 65535.");
  if (port === 0) return findFreePort();
  await checkPort(port);
  return port;
}

function checkDisk(): void {
  for (const folder of [process.cwd(), nearestExisting(dataFolder())]) {
    const { bavail, bsize } = statfsSync(folder);
    const free = Math.floor((bavail * bsize) / 1e6);
    if (free < neededMegabytes) {
      throw new Failure(
        `The disk is nearly full: ${folder} has ${free} MB left, ${neededMegabytes} MB are needed.`,
      );
    }
  }
}

function nearestExisting(folder: string): string {
  return existsSync(folder) ? folder : nearestExisting(dirname(folder));
}

function completeEnvironment(port: number, databaseUrl: string): void {
  process.env.NEXTAUTH_SECRET ||= findSecret();
  process.env.NEXTAUTH_URL ||= `http://localhost:${port}`;
  process.env.PORT = String(port);
  process.env.DATABASE_URL = databaseUrl;
  env();
}

/** The secret of sessions, made on a first local start. In production, its owner gives it. */
function findSecret(): string {
  if (process.env.NODE_ENV === "production" && process.env.DATABASE_URL) {
    throw new Failure("NEXTAUTH_SECRET must be set in production: at least 32 random characters.");
  }
  return keepSecret(join(dataFolder(), "nextauth-secret"), 32);
}
