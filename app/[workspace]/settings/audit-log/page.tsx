import { Lock, ScrollText } from "lucide-react";
import Link from "next/link";
import { AuditTable } from "@/components/audit/audit-table";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { listAuditEntries } from "@/lib/audit/queries";
import { AuditQuery } from "@/lib/audit/schema";
import { may } from "@/lib/auth/permissions";
import { requireActor } from "@/lib/auth/session";
import { description, title } from "./heading";

export const metadata = { title };

type Props = PageProps<"/[workspace]/settings/audit-log">;

export default async function AuditLogPage({ params, searchParams }: Props) {
  const { workspaceId, workspace, role } = await requireActor((await params).workspace);
  const { before } = AuditQuery.parse(await searchParams);
  const page = may(role, "viewAuditLog") ? await listAuditEntries(workspaceId, before) : null;
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
      {page?.rows.length === 0 && (
        <EmptyState
          icon={<ScrollText />}
          title={before ? "Nothing older" : "Nothing recorded yet"}
          description="Here is written who revealed the values of a logged call, exported calls, or changed how long calls are kept."
        />
      )}
      {page && page.rows.length > 0 && <AuditTable workspaceSlug={workspace.slug} entries={page.rows} />}
      {(before || page?.next) && (
        <nav aria-label="Pages" className="flex justify-end gap-2 pt-3">
          {before && <PageLink slug={workspace.slug} label="Newest" />}
          {page?.next && <PageLink slug={workspace.slug} label="Older" before={page.next} />}
        </nav>
      )}
    </div>
  );
}

function PageLink({ slug, label, before }: { slug: string; label: string; before?: string }) {
  return (
    <Button asChild>
      <Link href={`/${slug}/settings/audit-log${before ? `?before=${before}` : ""}`}>{label}</Link>
    </Button>
  );
}
