import type { WorkspaceId } from "@/lib/auth/actor";
import { generateClient } from "../build/generate-client";
import { loadEnvironment, openDatabase } from "../database/database";
import { findSessionSecret } from "../serve/session-secret";
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

/**
 * Prepares environment, database and client of a command. Emails of a command are encrypted with the server's secret and
 * link to its URL.
 */
export async function openCommandDatabase(): Promise<void> {
  loadEnvironment();
  process.env.NEXTAUTH_SECRET ||= findSessionSecret() ?? "";
  process.env.NEXTAUTH_URL ||= `http://localhost:${process.env.PORT || 3000}`;
  await generateClient();
  process.env.DATABASE_URL = await openDatabase();
}

export function explainMissingTables(error: unknown): never {
  if (!isSystemError(error, "P2021")) throw error;
  throw new CommandError("The database has no tables. Create them with `npm run db:migrate`.");
}
