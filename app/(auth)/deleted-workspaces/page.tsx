import Link from "next/link";
import { redirect } from "next/navigation";
import { SamePersonGuard } from "@/components/forms/same-person-guard";
import { AuthLayout } from "@/components/people/auth-layout";
import { DeletedWorkspaces } from "@/components/workspaces/deleted-workspaces";
import { findPerson } from "@/lib/auth/session";
import { listDeletedWorkspaces } from "@/lib/workspaces/deletion/queries";

export const metadata = { title: "Deleted workspaces" };

export default async function DeletedWorkspacesPage() {
  const person = await findPerson();
  if (!person) redirect("/sign-in?next=/deleted-workspaces");
  const workspaces = await listDeletedWorkspaces(person.id);
  const footer = (
    <Link className="link" href="/">
      Back to the product
    </Link>
  );
  return (
    <AuthLayout
      title="Deleted workspaces"
      description="Restoring brings back everything: members, applications with the same keys, contacts and logs."
      footer={footer}
    >
      <SamePersonGuard id={person.id} />
      {workspaces.length > 0 ? (
        <DeletedWorkspaces workspaces={workspaces} />
      ) : (
        <p className="text-muted">
          There is no deleted workspace that you can restore. Owners can, for 30 days.
        </p>
      )}
    </AuthLayout>
  );
}
