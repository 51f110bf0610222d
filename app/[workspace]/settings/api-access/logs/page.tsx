import type { Metadata } from "next";
import { LogScreen } from "@/components/logs/log-screen";
import { requireActor } from "@/lib/auth/session";
import { env } from "@/lib/env";
import { viewLogs } from "@/lib/logs/view";

export const metadata: Metadata = { title: "Logs of all applications" };

export default async function AllLogsPage({ params }: PageProps<"/[workspace]/settings/api-access/logs">) {
  const { workspace } = await params;
  const first = await viewLogs(await requireActor(workspace), {});
  return <LogScreen workspaceSlug={workspace} application={null} first={first} origin={env().NEXTAUTH_URL} />;
}
