import { AccountSkeleton } from "@/components/account/account-skeleton";
import { PageHeader } from "@/components/ui/layout/page-header";
import { description, title } from "./heading";

export default function AccountLoading() {
  return (
    <div>
      <PageHeader title={title} description={description} />
      <AccountSkeleton />
    </div>
  );
}
