import { KindTabsSkeleton } from "@/components/computations/list/kind-tabs";
import { ContactListSkeleton } from "@/components/contacts/list/contact-list";
import { PageHeader } from "@/components/ui/layout/page-header";
import { description, title } from "../heading";

export default function ContactsLoading() {
  return (
    <div data-wide>
      <PageHeader title={title} description={description} />
      <KindTabsSkeleton />
      <ContactListSkeleton />
    </div>
  );
}
