import type { Metadata } from "next";
import { headers } from "next/headers";
import { listKeyedEndpoints } from "@/app/api/catalog";
import { ApplicationDialogs } from "@/components/applications/application-dialogs";
import { ApplicationOverview } from "@/components/applications/overview/application-overview";
import { advisePermissions } from "@/lib/applications/permission-advice";
import { getDenialReason, may } from "@/lib/auth/permissions";
import { requireActor } from "@/lib/auth/session";
import { env } from "@/lib/env";
import { findKnownIp } from "@/lib/http/client-ip";
import { viewLogs } from "@/lib/logs/read/view";
import { readPermissionUse } from "@/lib/logs/rollup/permission-use";
import { countRecentActivity } from "@/lib/logs/rollup/recent-activity";
import { countRejections } from "@/lib/logs/rollup/rejections";
import { countCallsByEndpoint } from "@/lib/logs/rollup/usage";
import { waitForLogs } from "@/lib/logs/write/buffer";
import { listOwnerCandidates } from "@/lib/members/queries";
import { getKeyPolicy } from "@/lib/workspaces/queries";
import { requireApplication } from "../require-application";

type Props = PageProps<"/[workspace]/settings/api-access/[application]">;

const recentCallCount = 10;
const range = "7d";

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { workspace, application } = await params;
  return { title: (await requireApplication(workspace, application)).name };
}

export default async function ApplicationPage({ params }: Props) {
  const { workspace: slug, application: id } = await params;
  const actor = await requireActor(slug);
  const { workspaceId, personId, role, workspace } = actor;
  // Wait until calls that were just answered are stored.
  await waitForLogs();
  const [application, keyPolicy, members, endpoints, calls, usage, permissionUse] = await Promise.all([
    requireApplication(slug, id),
    getKeyPolicy(workspaceId),
    listOwnerCandidates(workspaceId),
    countCallsByEndpoint(workspaceId, id, range),
    viewLogs(actor, { application: [id] }, recentCallCount),
    countRejections(workspaceId, [id]),
    readPermissionUse(workspaceId, id),
  ]);
  const base = `/${workspace.slug}/settings/api-access`;
  return (
    <ApplicationDialogs
      slug={workspace.slug}
      apiUrl={`${env().NEXTAUTH_URL}/api`}
      endpoints={listKeyedEndpoints()}
      keyPolicy={keyPolicy}
      rateLimit={env().RATE_LIMIT_PER_MINUTE}
      clientIp={findKnownIp(await headers())}
      members={members}
      personId={personId}
      disabledReason={may(role, "manageApplications") ? null : getDenialReason("manageApplications")}
      rows={[application]}
      usage={usage}
      leaveTo={base}
    >
      <ApplicationOverview
        application={application}
        endpoints={endpoints}
        range={range}
        calls={calls.rows}
        recent={countRecentActivity(workspaceId, [id])}
        advice={advisePermissions(application, permissionUse, Date.now())}
      />
    </ApplicationDialogs>
  );
}
