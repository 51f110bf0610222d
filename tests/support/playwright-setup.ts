import { randomBytes, randomUUID } from "node:crypto";
import { runScript } from "@/scripts/run";
import { createMigratedDatabase, openTestPostgres } from "./postgres";
import { startServer } from "./server";

/**
 * Before all flows: the production server on a database of its own, with the demo workspace. The flows find
 * BASE_URL, DATABASE_URL and DEMO_PASSWORD (the demo people's) in the environment.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const postgres = await openTestPostgres();
  const databaseUrl = await createMigratedDatabase(postgres.url, `e2e_${randomUUID()}`);
  process.env.DATABASE_URL = databaseUrl;
  process.env.DEMO_PASSWORD = randomBytes(9).toString("base64url");
  const seeded = await runScript(["scripts/seed.ts"]);
  if (!seeded.ok) throw new Error(`The demo workspace could not be made:\n${seeded.output}`);
  const server = await startServer({ databaseUrl });
  process.env.BASE_URL = server.url;
  return async () => {
    await server.stop();
    postgres.stop();
  };
}
