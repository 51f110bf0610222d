import { notFound } from "next/navigation";
import { cache } from "react";
import { z } from "zod";
import { findApplication } from "@/lib/applications/queries";
import { requireActor } from "@/lib/auth/session";
import { findLoggedApplication } from "@/lib/logs/read/queries";

/** The application of the path. Another workspace's is not found, like one that never was. */
export const requireApplication = cache(async (workspace: string, id: string) => {
  const { workspaceId } = await requireActor(workspace);
  if (!z.ulid().safeParse(id).success) notFound();
  return (await findApplication(workspaceId, id)) ?? notFound();
});

/** The same for the log, which a deleted application keeps. */
export const requireLoggedApplication = cache(async (workspace: string, id: string) => {
  const { workspaceId } = await requireActor(workspace);
  if (!z.ulid().safeParse(id).success) notFound();
  return (await findLoggedApplication(workspaceId, id)) ?? notFound();
});
