import { MemberTableSkeleton } from "@/components/members/member-table";
import { PageHeader } from "@/components/ui/layout/page-header";

export default function MembersLoading() {
  return (
    <div>
      <PageHeader title="Members" description="Who can see this workspace, and what each of them may do." />
      <MemberTableSkeleton />
    </div>
  );
}
