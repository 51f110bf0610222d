import { AccountSections } from "@/components/account/account-sections";
import { PageHeader } from "@/components/ui/layout/page-header";
import { requirePerson } from "@/lib/auth/session";
import { description, title } from "./heading";

export const metadata = { title };

export default async function AccountPage() {
  const person = await requirePerson();
  return (
    <div>
      <PageHeader title={title} description={description} />
      <AccountSections person={person} />
    </div>
  );
}
