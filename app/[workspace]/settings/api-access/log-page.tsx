import { OldKeyNotice, RateLimitNotice, UnknownKeyNotice } from "@/components/logs/list/key-notices";
import { LogScreen } from "@/components/logs/list/log-screen";
import { findCallsPerMinute } from "@/lib/applications/queries";
import type { WorkspaceId } from "@/lib/auth/actor";
import { may } from "@/lib/auth/permissions";
import type { PageContext } from "@/lib/auth/session";
import { env } from "@/lib/env";
import { parseLogFilter } from "@/lib/logs/read/filter-url";
import { getRetentionStart } from "@/lib/logs/read/queries";
import { summarizeLogs } from "@/lib/logs/read/summary";
import { viewErrorGroups, viewLogs } from "@/lib/logs/read/view";
import { countCallsOfMinute } from "@/lib/logs/rollup/limit-use";
import { listOldKeysInUse } from "@/lib/logs/rollup/old-keys";
import { countUnknownKeys } from "@/lib/logs/rollup/unknown-keys";
import type { LoggedApplication } from "@/lib/logs/schema";
import { waitForLogs } from "@/lib/logs/write/buffer";
import { day } from "@/lib/time";

interface LogPageProps {
  actor: PageContext;
  /** Null for all applications. */
  application: LoggedApplication | null;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Loads the log of one application or of all, with the filter of the URL. */
export async function LogPage({ actor, application, searchParams }: LogPageProps) {
  const { workspaceId, workspace, role } = actor;
  const parsed = parseLogFilter(await searchParams);
  const filter = application ? { ...parsed, application: [] } : parsed;
  const requestedFilter = application ? { ...parsed, application: [application.id] } : parsed;
  // Wait until calls that were just answered are stored.
  await waitForLogs();
  const [newest, summary, errors, oldest, notice] = await Promise.all([
    viewLogs(actor, requestedFilter),
    summarizeLogs(workspaceId, requestedFilter),
    viewErrorGroups(actor, requestedFilter),
    getRetentionStart(workspaceId),
    renderNotice(workspaceId, application),
  ]);
  return (
    <LogScreen
      workspaceSlug={workspace.slug}
      application={application}
      filter={filter}
      newest={newest}
      summary={summary}
      errors={errors}
      retentionDays={Math.round((Date.now() - oldest.getTime()) / day)}
      searchesBodies={may(role, "viewLogValues")}
      notice={notice}
      origin={env().NEXTAUTH_URL}
    />
  );
}

async function renderNotice(workspaceId: WorkspaceId, application: LoggedApplication | null) {
  if (!application) return <UnknownKeyNotice calls={await countUnknownKeys(workspaceId)} />;
  const { id } = application;
  const [oldKeys, calls, callsPerMinute] = await Promise.all([
    listOldKeysInUse(workspaceId, id),
    countCallsOfMinute(workspaceId, [id]),
    findCallsPerMinute(workspaceId, id),
  ]);
  const { RATE_LIMIT_PER_MINUTE: rateLimit } = env();
  return (
    <>
      <RateLimitNotice calls={calls[id] ?? 0} limit={Math.min(callsPerMinute ?? rateLimit, rateLimit)} />
      <OldKeyNotice keys={oldKeys} />
    </>
  );
}
