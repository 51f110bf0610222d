import { randomUUID } from "node:crypto";
import { runScript } from "@/scripts/command/run-process";
import { createDatabase } from "./postgres";

/** Creates a database for the log alone, as `npm run db:migrate` does; returns its URL. */
export async function createLogDatabase(serverUrl: string): Promise<string> {
  const url = await createDatabase(serverUrl, `log_${randomUUID()}`);
  const { ok, output } = await runScript(["scripts/migrate.ts"], { LOG_DATABASE_URL: url });
  if (!ok) throw new Error(output);
  return url;
}
