import type { WorkspaceId } from "@/lib/auth/actor";
import { generateClient } from "../build/generate-client";
import { loadEnvironment, openDatabase } from "../database/database";
import { CommandError, isSystemError } from "./run-command";

/** Opens the database and finds a workspace by slug. Needs no sign-in: access to the database includes every workspace. */
export async function openWorkspace(slug: string): Promise<WorkspaceId> {
  await openCommandDatabase();
  const { prisma } = await import("@/lib/db/prisma");
  const workspace = await prisma.workspace
    .findUnique({ where: { slug, deletedAt: null }, select: { id: true } })
    .catch(explainMissingTables);
  if (!workspace) throw new CommandError(`Unknown workspace '${slug}'.`);
  return workspace.id as WorkspaceId;
}

/** Prepares environment, database and client of a command. */
export async function openCommandDatabase(): Promise<void> {
  loadEnvironment();
  await generateClient();
  process.env.DATABASE_URL = await openDatabase();
}

export function explainMissingTables(error: unknown): never {
  if (!isSystemError(error, "P2021")) throw error;
  throw new CommandError("The database has no tables. Create them with `npm run db:migrate`.");
}
