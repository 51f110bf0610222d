import { Lock, ScrollText } from "lucide-react";
import Link from "next/link";
import { AuditTable } from "@/components/audit/audit-table";
import { AuditTopics } from "@/components/audit/audit-topics";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/feedback/empty-state";
import { PageHeader } from "@/components/ui/layout/page-header";
import { listAuditEntries } from "@/lib/audit/queries";
import { type AuditTopic, formatAuditUrl, loadAuditQuery } from "@/lib/audit/schema";
import { may } from "@/lib/auth/permissions";
import { requireActor } from "@/lib/auth/session";
import { description, title } from "./heading";

export const metadata = { title };

type Props = PageProps<"/[workspace]/settings/audit-log">;

export default async function AuditLogPage({ params, searchParams }: Props) {
  const { workspaceId, workspace, role } = await requireActor((await params).workspace);
  const query = loadAuditQuery(await searchParams);
  const { before, about } = query;
  const page = may(role, "viewAuditLog") ? await listAuditEntries(workspaceId, query) : null;
  const path = `/${workspace.slug}/settings/audit-log`;
  return (
    <div>
      <PageHeader title={title} description={description} />
      {!page && (
        <EmptyState
          icon={<Lock />}
          title="Only owners and admins can see this"
          description="Ask one of them if you need to know who saw or changed something."
        />
      )}
      {page && <AuditTopics path={path} selected={about} />}
      {page?.rows.length === 0 && (
        <EmptyState
          icon={<ScrollText />}
          title={before ? "Nothing older" : "Nothing recorded yet"}
          description="Changes to applications, keys, members and websites appear here, with revealed and exported values and rejected attempts."
        />
      )}
      {page && page.rows.length > 0 && <AuditTable workspaceSlug={workspace.slug} entries={page.rows} />}
      {(before || page?.next) && (
        <nav aria-label="Pages" className="flex justify-end gap-2 pt-3">
          {before && <PageLink path={path} label="Newest" about={about} />}
          {page?.next && <PageLink path={path} label="Older" about={about} before={page.next} />}
        </nav>
      )}
    </div>
  );
}

interface PageLinkProps {
  path: string;
  label: string;
  about: AuditTopic | null;
  before?: string | null;
}

function PageLink({ path, label, about, before = null }: PageLinkProps) {
  return (
    <Button asChild>
      <Link href={formatAuditUrl(path, { about, before })}>{label}</Link>
    </Button>
  );
}
