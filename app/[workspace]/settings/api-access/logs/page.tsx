import type { Metadata } from "next";
import { requireActor } from "@/lib/auth/session";
import { LogPage } from "../shown-log";

export const metadata: Metadata = { title: "Logs of all applications" };

export default async function AllLogsPage({
  params,
  searchParams,
}: PageProps<"/[workspace]/settings/api-access/logs">) {
  const { workspace } = await params;
  const actor = await requireActor(workspace);
  return <LogPage actor={actor} application={null} searchParams={searchParams} />;
}
