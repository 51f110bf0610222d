import type { Metadata } from "next";
import { requireActor } from "@/lib/auth/session";
import { ShownLog } from "../shown-log";

export const metadata: Metadata = { title: "Logs of all applications" };

export default async function AllLogsPage({
  params,
  searchParams,
}: PageProps<"/[workspace]/settings/api-access/logs">) {
  const { workspace } = await params;
  const actor = await requireActor(workspace);
  return <ShownLog actor={actor} application={null} searchParams={searchParams} />;
}
