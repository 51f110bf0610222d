import { notFound } from "next/navigation";
import { cache } from "react";
import { z } from "zod";
import { findApplication } from "@/lib/applications/queries";
import { requireActor } from "@/lib/auth/session";
import { findLoggedApplication } from "@/lib/logs/read/queries";

/** Answers 404 for unknown applications and those of other workspaces. */
export const requireApplication = cache(async (workspace: string, id: string) => {
  const { workspaceId } = await requireActor(workspace);
  if (!z.ulid().safeParse(id).success) notFound();
  return (await findApplication(workspaceId, id)) ?? notFound();
});

/** Also finds deleted applications, whose logs stay. */
export const requireLoggedApplication = cache(async (workspace: string, id: string) => {
  const { workspaceId } = await requireActor(workspace);
  if (!z.ulid().safeParse(id).success) notFound();
  return (await findLoggedApplication(workspaceId, id)) ?? notFound();
});
