import { AuditFiltersSkeleton } from "@/components/audit/audit-filters";
import { AuditTableSkeleton } from "@/components/audit/audit-table";
import { AuditTopicsSkeleton } from "@/components/audit/audit-topics";
import { PageHeader } from "@/components/ui/layout/page-header";
import { description, title } from "./heading";

export default function AuditLogLoading() {
  return (
    <div>
      <PageHeader title={title} description={description} action={<div className="h-control" />} />
      <AuditTopicsSkeleton />
      <AuditFiltersSkeleton />
      <AuditTableSkeleton />
    </div>
  );
}
