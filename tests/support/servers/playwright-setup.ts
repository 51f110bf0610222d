import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runScript } from "@/scripts/command/run-process";
import { startMailServer } from "./mail-server";
import { createMigratedDatabase, openTestPostgres } from "./postgres";
import { nextAuthSecret, startServer } from "./production-server";

/**
 * Starts the production server on its own database with the demo workspace. Sets environment variables for the flows:
 * BASE_URL, DATABASE_URL, DEMO_PASSWORD (of the demo's people), SERVER_OUTPUT (the file with the server's
 * output), MAILS (the file with the emails that it sent), and the server's secret, so that flows can use the product's code on its database.
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
  const mailFile = join(folder, "mails");
  const mailServer = await startMailServer({ file: mailFile });
  const env = { SMTP_URL: mailServer.url, EMAIL_FROM: "API access <no-reply@example.com>" };
  const server = await startServer({ databaseUrl, outputFile, env });
  process.env.BASE_URL = server.url;
  process.env.NEXTAUTH_SECRET = nextAuthSecret;
  process.env.NEXTAUTH_URL = server.url;
  process.env.SERVER_OUTPUT = outputFile;
  process.env.MAILS = mailFile;
  return async () => {
    await server.stop();
    await mailServer.stop();
    postgres.stop();
    rmSync(folder, { recursive: true });
  };
}
