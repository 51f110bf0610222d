import { TokenListSkeleton } from "@/components/management/token-screen";
import { PageHeader } from "@/components/ui/layout/page-header";
import { description, title } from "./heading";

export default function ManagementTokensLoading() {
  return (
    <div>
      <p className="pb-2 text-sm">&nbsp;</p>
      <PageHeader title={title} description={description} action={<div className="h-control" />} />
      <TokenListSkeleton />
    </div>
  );
}
