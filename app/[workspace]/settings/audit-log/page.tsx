import { Lock, ScrollText } from "lucide-react";
import Link from "next/link";
import { AuditFilters } from "@/components/audit/audit-filters";
import { AuditTable } from "@/components/audit/audit-table";
import { AuditTopics } from "@/components/audit/audit-topics";
import { ExportMenu } from "@/components/audit/export-menu";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/feedback/empty-state";
import { PageHeader } from "@/components/ui/layout/page-header";
import { listAuditEntries, listAuditFilterOptions } from "@/lib/audit/queries";
import { type AuditQuery, formatAuditUrl, isFiltered, loadAuditQuery } from "@/lib/audit/schema";
import { may } from "@/lib/auth/permissions";
import { requireActor } from "@/lib/auth/session";
import { description, title } from "./heading";

export const metadata = { title };

type Props = PageProps<"/[workspace]/settings/audit-log">;

export default async function AuditLogPage({ params, searchParams }: Props) {
  const { workspaceId, workspace, role } = await requireActor((await params).workspace);
  if (!may(role, "viewAuditLog")) return <AuditLogDenied />;
  const query = loadAuditQuery(await searchParams);
  const [page, options] = await Promise.all([
    listAuditEntries(workspaceId, query),
    listAuditFilterOptions(workspaceId),
  ]);
  const { before, ...filter } = query;
  const path = `/${workspace.slug}/settings/audit-log`;
  return (
    <div>
      <PageHeader
        title={title}
        description={description}
        action={<ExportMenu workspaceSlug={workspace.slug} filter={filter} />}
      />
      <AuditTopics path={path} filter={filter} />
      <AuditFilters path={path} filter={filter} options={options} />
      {page.rows.length === 0 && <NoEntries query={query} />}
      {page.rows.length > 0 && <AuditTable workspaceSlug={workspace.slug} entries={page.rows} />}
      {(before || page.next) && (
        <nav aria-label="Pages" className="flex justify-end gap-2 pt-3">
          {before && <PageLink href={formatAuditUrl(path, filter)} label="Newest" />}
          {page.next && (
            <PageLink href={formatAuditUrl(path, { ...filter, before: page.next })} label="Older" />
          )}
        </nav>
      )}
    </div>
  );
}

function AuditLogDenied() {
  return (
    <div>
      <PageHeader title={title} description={description} />
      <EmptyState
        icon={<Lock />}
        title="Only owners and admins can see this"
        description="Ask one of them if you need to know who saw or changed something."
      />
    </div>
  );
}

function NoEntries({ query }: { query: AuditQuery }) {
  if (isFiltered(query))
    return (
      <EmptyState
        icon={<ScrollText />}
        title="No entries match"
        description="Choose a longer time range, or clear a filter."
      />
    );
  return (
    <EmptyState
      icon={<ScrollText />}
      title={query.before ? "Nothing older" : "Nothing recorded yet"}
      description="Changes to applications, keys, members and websites appear here, with revealed and exported values and rejected attempts."
    />
  );
}

function PageLink({ href, label }: { href: string; label: string }) {
  return (
    <Button asChild>
      <Link href={href}>{label}</Link>
    </Button>
  );
}
