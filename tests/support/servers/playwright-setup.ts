import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runScript } from "@/scripts/command/run-process";
import { createMigratedDatabase, openTestPostgres } from "./postgres";
import { nextAuthSecret, startServer } from "./production-server";

/**
 * Before all flows: the production server on a database of its own, with the demo workspace. The flows find
 * BASE_URL, DATABASE_URL, DEMO_PASSWORD (the demo people's) and SERVER_OUTPUT (the file that holds what the server
 * has printed) in the environment, and the server's secret, so that they can use the product's code on its database.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const postgres = await openTestPostgres();
  const databaseUrl = await createMigratedDatabase(postgres.url, `e2e_${randomUUID()}`);
  process.env.DATABASE_URL = databaseUrl;
  process.env.DEMO_PASSWORD = randomBytes(9).toString("base64url");
  const seeded = await runScript(["scripts/seed.ts"], {
    NEXTAUTH_SECRET: nextAuthSecret,
    NEXTAUTH_URL: "http://localhost",
  });
  if (!seeded.ok) throw new Error(`The demo workspace could not be seeded:\n${seeded.output}`);
  const folder = mkdtempSync(join(tmpdir(), "api-access-e2e-"));
  const outputFile = join(folder, "server-output");
  writeFileSync(outputFile, "");
  const server = await startServer({ databaseUrl, outputFile });
  process.env.BASE_URL = server.url;
  process.env.NEXTAUTH_SECRET = nextAuthSecret;
  process.env.NEXTAUTH_URL = server.url;
  process.env.SERVER_OUTPUT = outputFile;
  return async () => {
    await server.stop();
    postgres.stop();
    rmSync(folder, { recursive: true });
  };
}
