import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { z } from "zod";
import { LogScreen } from "@/components/logs/log-screen";
import { requireActor } from "@/lib/auth/session";
import { env } from "@/lib/env";
import { findLoggedApplication } from "@/lib/logs/queries";
import { viewLogs } from "@/lib/logs/view";

type Props = PageProps<"/[workspace]/settings/api-access/[application]/logs">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { workspace, application } = await params;
  const { name } = await requireApplication(workspace, application);
  return { title: `Logs of ${name}` };
}

export default async function ApplicationLogsPage({ params }: Props) {
  const { workspace, application: id } = await params;
  const actor = await requireActor(workspace);
  const application = await requireApplication(workspace, id);
  const first = await viewLogs(actor, { application: [application.id] });
  return (
    <LogScreen
      workspaceSlug={workspace}
      application={application}
      first={first}
      origin={env().NEXTAUTH_URL}
    />
  );
}

const requireApplication = cache(async (workspace: string, id: string) => {
  const { workspaceId } = await requireActor(workspace);
  if (!z.ulid().safeParse(id).success) notFound();
  return (await findLoggedApplication(workspaceId, id)) ?? notFound();
});
