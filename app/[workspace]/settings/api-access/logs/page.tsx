import type { Metadata } from "next";
import { LogPage } from "@/app/[workspace]/settings/api-access/log-page";
import { requireActor } from "@/lib/auth/session";

export const metadata: Metadata = { title: "Logs of all applications" };

export default async function AllLogsPage({
  params,
  searchParams,
}: PageProps<"/[workspace]/settings/api-access/logs">) {
  const { workspace } = await params;
  const actor = await requireActor(workspace);
  return <LogPage actor={actor} application={null} searchParams={searchParams} />;
}
