import { listKeyedEndpoints } from "@/app/api/catalog";
import { ApplicationDialogs } from "@/components/applications/application-dialogs";
import { ApplicationList } from "@/components/applications/list/application-list";
import { CreateApplicationButton, NoApplications } from "@/components/applications/list/create-application";
import { DeletedInUseNotice } from "@/components/applications/list/deleted-in-use-notice";
import { Button } from "@/components/ui/button";
import { HoverPrefetchLink } from "@/components/ui/hover-prefetch-link";
import { PageHeader } from "@/components/ui/layout/page-header";
import { findKeyById, listApplications } from "@/lib/applications/queries";
import { loadApplicationListQuery } from "@/lib/applications/schema";
import { getDenialReason, may } from "@/lib/auth/permissions";
import { requireActor } from "@/lib/auth/session";
import { env } from "@/lib/env";
import { listDeletedApplicationsInUse } from "@/lib/logs/rollup/old-keys";
import { countRecentActivity } from "@/lib/logs/rollup/recent-activity";
import { getKeyPolicy } from "@/lib/workspaces/queries";
import { description, title } from "../heading";

export const metadata = { title };

export default async function ApiAccessPage({
  params,
  searchParams,
}: PageProps<"/[workspace]/settings/api-access">) {
  const { workspaceId, role, workspace } = await requireActor((await params).workspace);
  const requested = loadApplicationListQuery(await searchParams);
  const foundKey = requested.key === null ? null : await findKeyById(workspaceId, requested.key);
  // The URL may contain another workspace's key id: ignore it.
  const query = { ...requested, key: foundKey?.id ?? null };
  const [list, keyPolicy, deletedInUse] = await Promise.all([
    listApplications(workspaceId, query),
    getKeyPolicy(workspaceId),
    listDeletedApplicationsInUse(workspaceId),
  ]);
  const recent = countRecentActivity(
    workspaceId,
    list.rows.map(({ id }) => id),
  );
  return (
    <ApplicationDialogs
      slug={workspace.slug}
      apiUrl={`${env().NEXTAUTH_URL}/api`}
      endpoints={listKeyedEndpoints()}
      keyPolicy={keyPolicy}
      disabledReason={may(role, "manageApplications") ? null : getDenialReason("manageApplications")}
      rows={list.rows}
    >
      <PageHeader
        title={title}
        description={description}
        action={
          <>
            <Button asChild>
              <HoverPrefetchLink href={`/${workspace.slug}/settings/api-access/logs`}>
                All logs
              </HoverPrefetchLink>
            </Button>
            <CreateApplicationButton />
          </>
        }
      />
      <DeletedInUseNotice workspaceSlug={workspace.slug} applications={deletedInUse} />
      {list.total === 0 && !foundKey ? (
        <NoApplications />
      ) : (
        <ApplicationList list={list} query={query} foundKey={foundKey} recent={recent} />
      )}
    </ApplicationDialogs>
  );
}
