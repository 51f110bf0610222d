import type { Metadata } from "next";
import { LogPage } from "@/app/[workspace]/settings/api-access/log-page";
import { requireActor } from "@/lib/auth/session";
import { requireLoggedApplication } from "../require-application";

type Props = PageProps<"/[workspace]/settings/api-access/[application]/logs">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { workspace, application } = await params;
  const { name } = await requireLoggedApplication(workspace, application);
  return { title: `Logs of ${name}` };
}

export default async function ApplicationLogsPage({ params, searchParams }: Props) {
  const { workspace, application: id } = await params;
  const actor = await requireActor(workspace);
  const application = await requireLoggedApplication(workspace, id);
  return <LogPage actor={actor} application={application} searchParams={searchParams} />;
}
