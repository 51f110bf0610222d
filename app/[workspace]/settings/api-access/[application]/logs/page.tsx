import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { z } from "zod";
import { requireActor } from "@/lib/auth/session";
import { findLoggedApplication } from "@/lib/logs/queries";
import { ShownLog } from "../../shown-log";

type Props = PageProps<"/[workspace]/settings/api-access/[application]/logs">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { workspace, application } = await params;
  const { name } = await requireApplication(workspace, application);
  return { title: `Logs of ${name}` };
}

export default async function ApplicationLogsPage({ params, searchParams }: Props) {
  const { workspace, application: id } = await params;
  const actor = await requireActor(workspace);
  const application = await requireApplication(workspace, id);
  return <ShownLog actor={actor} application={application} searchParams={searchParams} />;
}

const requireApplication = cache(async (workspace: string, id: string) => {
  const { workspaceId } = await requireActor(workspace);
  if (!z.ulid().safeParse(id).success) notFound();
  return (await findLoggedApplication(workspaceId, id)) ?? notFound();
});
