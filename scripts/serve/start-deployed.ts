import { env } from "@/lib/env";
import { backgroundLogger } from "@/lib/logger";
import { readyMessage } from "@/lib/workers/messages";
import { nodeFlags, readDeployedBuild, toEnvironment } from "../build/production-build";
import { CommandError, runCommand } from "../command/run-command";
import { checkConnection, checkReplica, loadEnvironment } from "../database/database";
import { requireMigrations } from "../database/migrations";
import { checkPort } from "./ports";
import type { Program } from "./server-process";
import { supervise } from "./supervisor";

/**
 * `node dist/start.mjs`: runs the built server without npm, development tools and an embedded database. Writes no file except
 * a socket in the folder for temporary files.
 */
await runCommand(async () => {
  Object.assign(process.env, { NODE_ENV: "production" });
  loadEnvironment();
  for (const name of ["DATABASE_URL", "NEXTAUTH_SECRET", "NEXTAUTH_URL"])
    if (!process.env[name]) throw new CommandError(`${name} must be set. See .env.example.`);
  const { DATABASE_URL, LOG_DATABASE_URL, NEXTAUTH_URL, PORT } = env();
  await checkPort(PORT);
  await checkConnection("DATABASE_URL", DATABASE_URL);
  if (LOG_DATABASE_URL) await checkConnection("LOG_DATABASE_URL", LOG_DATABASE_URL);
  await requireMigrations(DATABASE_URL, LOG_DATABASE_URL ?? null);
  await checkReplica(DATABASE_URL);
  await supervise({
    findProgram: (): Program => {
      const build = readDeployedBuild(import.meta.dirname);
      return { script: build.server, nodeFlags, env: toEnvironment(build) };
    },
    onReady: () => {
      backgroundLogger.info({ url: NEXTAUTH_URL, port: PORT, pid: process.pid }, "The server is ready.");
      process.send?.(readyMessage);
    },
  });
});
