import { notFound } from "next/navigation";
import { cache } from "react";
import { z } from "zod";
import { requireActor } from "@/lib/auth/session";
import { findConnector } from "@/lib/connectors/queries";

/** Answers 404 for unknown connectors and those of other workspaces. */
export const requireConnector = cache(async (workspace: string, id: string) => {
  const { workspaceId } = await requireActor(workspace);
  if (!z.ulid().safeParse(id).success) notFound();
  return (await findConnector(workspaceId, id)) ?? notFound();
});
