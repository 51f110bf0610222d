import { Failure } from "./failure";
import { run } from "./run";

/** Writes lib/db/generated from prisma/schema.prisma. */
export async function generateClient(): Promise<void> {
  const { ok, output } = await run(["node_modules/prisma/build/index.js", "generate"], {
    // Any program does: prisma wants to have one, downloads it where it is not named, and does not call it.
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    CHECKPOINT_DISABLE: "1",
  });
  if (!ok) throw new Failure(`The database client could not be generated.\n${output.trim()}`);
}
