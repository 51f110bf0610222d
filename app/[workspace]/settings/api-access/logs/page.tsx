import type { Metadata } from "next";
import { LogScreen } from "@/components/logs/log-screen";
import { requireActor } from "@/lib/auth/session";
import { env } from "@/lib/env";
import { listLogs } from "@/lib/logs/queries";

export const metadata: Metadata = { title: "Logs of all applications" };

export default async function AllLogsPage({ params }: PageProps<"/[workspace]/settings/api-access/logs">) {
  const { workspace } = await params;
  const { workspaceId } = await requireActor(workspace);
  const first = await listLogs(workspaceId, {});
  return <LogScreen workspaceSlug={workspace} application={null} first={first} origin={env().NEXTAUTH_URL} />;
}
