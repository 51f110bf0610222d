import { headers } from "next/headers";
import { Suspense } from "react";
import { listKeyedEndpoints } from "@/app/api/catalog";
import { ApplicationDialogs } from "@/components/applications/application-dialogs";
import { ApplicationViews } from "@/components/applications/deleted/application-views";
import { ApplicationList } from "@/components/applications/list/application-list";
import { KeySafetySkeleton } from "@/components/applications/list/application-list-skeleton";
import { CreateApplicationButton } from "@/components/applications/list/create-application-button";
import { DeletedInUseNotice } from "@/components/applications/list/deleted-in-use-notice";
import { ExpiringNotice } from "@/components/applications/list/expiring-notice";
import { DeletedView, EmptyView } from "@/components/applications/list/lazy-views";
import { KeySafetySection } from "@/components/applications/safety/key-safety";
import { LeakedKeysNotice } from "@/components/leaked-keys/leaked-keys-notice";
import { Button } from "@/components/ui/button";
import { HoverPrefetchLink } from "@/components/ui/hover-prefetch-link";
import { PageHeader } from "@/components/ui/layout/page-header";
import { countDeletedApplications, listDeletedApplications } from "@/lib/applications/deleted/queries";
import { findKeySafety } from "@/lib/applications/key-safety";
import {
  type ApplicationListQuery,
  loadApplicationListQuery,
  loadApplicationView,
} from "@/lib/applications/list-url";
import { findKeyById, listApplications, listExpiringApplications } from "@/lib/applications/queries";
import type { WorkspaceId } from "@/lib/auth/actor";
import { getDenialReason, may } from "@/lib/auth/permissions";
import { requireActor } from "@/lib/auth/session";
import { env } from "@/lib/env";
import { findKnownIp } from "@/lib/http/client-ip";
import { listLeakedApplications } from "@/lib/leaked-keys/queries";
import { countCallsSinceDeletion, listDeletedApplicationsInUse } from "@/lib/logs/rollup/old-keys";
import { countRecentActivity } from "@/lib/logs/rollup/recent-activity";
import { countRejections } from "@/lib/logs/rollup/rejections";
import { waitForLogs } from "@/lib/logs/write/buffer";
import { listOwnerCandidates } from "@/lib/members/queries";
import { getKeyPolicy } from "@/lib/workspaces/queries";
import { description, title } from "../heading";

export const metadata = { title };

export default async function ApiAccessPage({
  params,
  searchParams,
}: PageProps<"/[workspace]/settings/api-access">) {
  const { workspaceId, personId, role, workspace } = await requireActor((await params).workspace);
  const search = await searchParams;
  const view = loadApplicationView(search);
  const isDeletedView = view.view === "deleted";
  const [keyPolicy, members, deletedCount] = await Promise.all([
    getKeyPolicy(workspaceId),
    listOwnerCandidates(workspaceId),
    countDeletedApplications(workspaceId),
  ]);
  const content = isDeletedView
    ? await loadDeleted(workspaceId, view.page)
    : await loadList(workspaceId, workspace.slug, loadApplicationListQuery(search));
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
      rows={content.rows}
      usage={content.usage}
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
      <ApplicationViews
        path={`/${workspace.slug}/settings/api-access`}
        isDeletedView={isDeletedView}
        deletedCount={deletedCount}
        showsTokens={may(role, "manageTokens")}
      />
      {content.list}
    </ApplicationDialogs>
  );
}

async function loadList(workspaceId: WorkspaceId, slug: string, requested: ApplicationListQuery) {
  const foundKey = requested.key === null ? null : await findKeyById(workspaceId, requested.key);
  // The URL may contain another workspace's key id: ignore it.
  const query = { ...requested, key: foundKey?.id ?? null };
  const [list, deletedInUse, expiring, leaked] = await Promise.all([
    listApplications(workspaceId, query),
    listDeletedApplicationsInUse(workspaceId),
    listExpiringApplications(workspaceId),
    listLeakedApplications(workspaceId),
  ]);
  const ids = list.rows.map(({ id }) => id);
  const recent = countRecentActivity(workspaceId, ids);
  return {
    rows: list.rows,
    usage: await countRejections(workspaceId, ids),
    list: (
      <>
        <LeakedKeysNotice workspaceSlug={slug} applications={leaked} />
        <ExpiringNotice expiring={expiring} />
        <DeletedInUseNotice workspaceSlug={slug} applications={deletedInUse} />
        {list.total > 0 && (
          <Suspense fallback={<KeySafetySkeleton />}>
            <KeySafetySection report={findKeySafety(workspaceId)} />
          </Suspense>
        )}
        {list.total === 0 && !foundKey ? (
          <EmptyView />
        ) : (
          <ApplicationList list={list} query={query} foundKey={foundKey} recent={recent} />
        )}
      </>
    ),
  };
}

async function loadDeleted(workspaceId: WorkspaceId, page: number) {
  // Includes calls that are still in the write buffer.
  await waitForLogs();
  const list = await listDeletedApplications(workspaceId, page);
  return {
    rows: [],
    usage: {},
    list: <DeletedView list={list} calls={await countCallsSinceDeletion(workspaceId, list.rows)} />,
  };
}
