"use client";

import { CopyPlus, Trash2 } from "lucide-react";
import Link from "next/link";
import { type ReactNode, use } from "react";
import { ActivityContext, useApiAccess } from "@/components/applications/api-access";
import { ApplicationStatus } from "@/components/applications/application-status";
import { OldKey } from "@/components/applications/key/old-key";
import { RegenerateKey } from "@/components/applications/key/regenerate-key";
import { LastUseLine } from "@/components/applications/last-use";
import { LimitUse, useLimit } from "@/components/applications/limit-use";
import { ObservedPermissions } from "@/components/applications/observed-permissions";
import { PermissionAdviceList } from "@/components/applications/permission-advice";
import { RecentCallsChart, RecentCallsContext } from "@/components/applications/recent-calls-chart";
import { Button, IconButton } from "@/components/ui/button";
import { Breadcrumb } from "@/components/ui/layout/breadcrumb";
import { PageHeader } from "@/components/ui/layout/page-header";
import { RelativeTime } from "@/components/ui/time/relative-time";
import type { PermissionAdvice } from "@/lib/applications/permission-advice";
import type { ApplicationRow } from "@/lib/applications/rows";
import { permissionIds, permissions } from "@/lib/auth/permissions";
import { type RecentActivity, recentHours } from "@/lib/logs/recent-activity";
import type { EndpointUsage, LogRow, UsageRange } from "@/lib/logs/schema";
import { EndpointUseTable } from "./endpoint-use-table";
import { NewestCalls } from "./newest-calls";

interface ApplicationOverviewProps {
  application: ApplicationRow;
  /** Calls within `range`. */
  endpoints: EndpointUsage[];
  range: UsageRange;
  /** Newest first. */
  calls: LogRow[];
  recent: Promise<RecentActivity>;
  advice: PermissionAdvice;
}

/** The page of one application: state, key, permissions and calls. */
export function ApplicationOverview({
  endpoints,
  range,
  calls,
  recent,
  advice,
  ...props
}: ApplicationOverviewProps) {
  const { slug, disabledReason, openDialog } = useApiAccess();
  const { latest } = use(ActivityContext);
  const application = latest.get(props.application.id) ?? props.application;
  const { id, name, key, oldKey, createdAt, createdBy, lastUsedAt, lastCall, owner, description } =
    application;
  const edit = (button: HTMLElement) => openDialog({ kind: "edit", application }, button);
  const list = `/${slug}/settings/api-access`;
  const logs = `${list}/${id}/logs`;
  return (
    <RecentCallsContext value={recent}>
      <Breadcrumb parent={{ label: "API access", href: list }} middle={name} current="Overview" />
      <PageHeader
        title={
          <>
            {name}{" "}
            <span className="ml-1 inline-flex align-middle tracking-normal">
              <ApplicationStatus application={application} />
            </span>
          </>
        }
        description={
          <>
            Created <RelativeTime value={createdAt} />
            {createdBy ? ` by ${createdBy}` : " on the command line"}.{" "}
            {owner ? `Owner: ${owner.name}.` : "No owner."}
            {description && <span className="mt-1 block whitespace-pre-line break-words">{description}</span>}
          </>
        }
        action={
          <>
            <Button asChild>
              <Link href={logs}>Logs</Link>
            </Button>
            <Button disabledReason={disabledReason} onClick={({ currentTarget }) => edit(currentTarget)}>
              Edit
            </Button>
            <IconButton
              label={`Duplicate ${name}`}
              variant="secondary"
              className="max-sm:flex-none"
              disabledReason={disabledReason}
              onClick={({ currentTarget }) =>
                openDialog({ kind: "create", template: application }, currentTarget)
              }
            >
              <CopyPlus />
            </IconButton>
            <IconButton
              label={`Delete ${name}`}
              variant="secondary"
              className="max-sm:flex-none"
              disabledReason={disabledReason}
              onClick={({ currentTarget }) => openDialog({ kind: "delete", application }, currentTarget)}
            >
              <Trash2 />
            </IconButton>
          </>
        }
      />
      <div className="flex flex-col gap-8">
        <div className="grid items-start gap-x-4 gap-y-8 lg:grid-cols-2">
          {/* Each key of an application is one row. */}
          <Section title="Key">
            <div className="divide-y rounded-surface border bg-surface">
              <RegenerateKey application={application} />
              {oldKey && <OldKey applicationId={id} name={name} oldKey={oldKey} />}
              <div className="flex items-center justify-between gap-4 px-3 py-2.5">
                <div>
                  <p className="font-medium">Calls</p>
                  <p className="text-muted text-sm">Last {recentHours} hours, with any of its keys</p>
                  {key.lastUsedAt === null && lastUsedAt && (
                    <LastUseLine label="An earlier key was last used" at={lastUsedAt} call={lastCall} />
                  )}
                </div>
                <RecentCallsChart applicationId={id} />
              </div>
              <RateLimit application={application} />
              {application.allowedIps.length > 0 && <AllowedIps ranges={application.allowedIps} />}
            </div>
          </Section>
          <Section title="Allowed to">
            <Permissions application={application} />
            <ObservedPermissions application={application} />
            <PermissionAdviceList
              advice={advice}
              chosen={application.permissions}
              opensDialog
              onRemove={(_, button) => edit(button)}
              onGrant={(_, button) => edit(button)}
            />
          </Section>
        </div>
        <Section title="Calls by endpoint" note="Last 7 days">
          <EndpointUseTable endpoints={endpoints} logs={logs} range={range} />
        </Section>
        <Section title="Newest calls" note={<AllCalls logs={logs} calls={calls} />}>
          <NewestCalls calls={calls} logs={logs} />
        </Section>
      </div>
    </RecentCallsContext>
  );
}

function Section({ title, note, children }: { title: string; note?: ReactNode; children: ReactNode }) {
  return (
    <section aria-label={title} className="flex min-w-0 flex-col gap-2">
      <div className="flex items-baseline justify-between gap-3">
        <h2 className="font-semibold text-lg">{title}</h2>
        {note && <div className="text-muted text-sm">{note}</div>}
      </div>
      {children}
    </section>
  );
}

function RateLimit({ application }: { application: ApplicationRow }) {
  if (!useLimit(application)) return null;
  return (
    <div className="flex items-center justify-between gap-4 px-3 py-2.5">
      <div>
        <p className="font-medium">Rate limit</p>
        <p className="text-muted text-sm">
          {application.callsPerMinute === null ? "The workspace's limit" : "The application's own limit"}
        </p>
      </div>
      <LimitUse application={application} />
    </div>
  );
}

const maxShownRanges = 6;

function AllowedIps({ ranges }: { ranges: string[] }) {
  const more = ranges.length - maxShownRanges;
  return (
    <div className="px-3 py-2.5">
      <p className="font-medium">Allowed IP addresses</p>
      <p className="flex flex-wrap gap-x-3 text-muted text-sm">
        {ranges.slice(0, maxShownRanges).map((range) => (
          <code key={range} className="break-all font-mono text-text text-xs leading-5">
            {range}
          </code>
        ))}
        {more > 0 && <span title={ranges.slice(maxShownRanges).join(", ")}>and {more} more</span>}
      </p>
    </div>
  );
}

function AllCalls({ logs, calls }: { logs: string; calls: LogRow[] }) {
  if (calls.length === 0) return null;
  return (
    <Link href={logs} className="link">
      All calls
    </Link>
  );
}

function Permissions({ application }: { application: ApplicationRow }) {
  const allowed = permissionIds.filter((id) => application.permissions.includes(id));
  if (allowed.length === 0) {
    return (
      <p className="rounded-surface border bg-surface px-3 py-2.5 text-muted">
        Nothing yet: it can call only GET /validate.
      </p>
    );
  }
  return (
    <ul className="divide-y rounded-surface border bg-surface">
      {allowed.map((id) => (
        <li key={id} className="px-3 py-2.5">
          <p className="font-medium">{permissions[id].label}</p>
          <p className="text-muted text-sm">{permissions[id].help}</p>
        </li>
      ))}
    </ul>
  );
}
