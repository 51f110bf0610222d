import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { CommandError } from "../command/run-command";
import { runNode } from "../command/run-process";
import { hasStamp, writeStamp } from "./source-hash";

const stamp = "lib/db/generated/sources.sha256";

/** Generates lib/db/generated from prisma/schema.prisma, unless it is up to date. */
export async function generateClient(): Promise<void> {
  const hash = hashInputs();
  if (hasStamp(stamp, hash)) return;
  const { ok, output } = await runNode(["node_modules/prisma/build/index.js", "generate"], {
    // Without this variable, Prisma downloads the engine, although `generate` never calls it. Any executable will do.
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    CHECKPOINT_DISABLE: "1",
  });
  if (!ok) throw new CommandError(`The database client could not be generated.\n${output.trim()}`);
  writeStamp(stamp, hash);
}

function hashInputs(): string {
  const hash = createHash("sha256");
  for (const file of ["prisma/schema.prisma", "node_modules/prisma/package.json"])
    hash.update(readFileSync(file));
  return hash.digest("hex");
}
