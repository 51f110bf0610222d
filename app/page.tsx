import Link from "next/link";
import { redirect } from "next/navigation";
import { SamePersonGuard } from "@/components/forms/same-person-guard";
import { AuthLayout } from "@/components/people/auth-layout";
import { SignOutButton } from "@/components/people/sign-out-button";
import { FirstWorkspaceForm } from "@/components/workspaces/create-workspace-form";
import { findPerson } from "@/lib/auth/session";
import { listDeletedWorkspaces } from "@/lib/workspaces/deletion/queries";
import { listWorkspaces } from "@/lib/workspaces/queries";

export const metadata = { title: "Create a workspace" };

export default async function StartPage() {
  const person = await findPerson();
  if (!person) redirect("/sign-in");
  const [first] = await listWorkspaces(person.id);
  if (first) redirect(`/${first.slug}/settings`);
  const deleted = await listDeletedWorkspaces(person.id);
  return (
    <AuthLayout
      title="Create a workspace"
      description="You are not a member of a workspace. Create one, or ask for an invitation."
    >
      <SamePersonGuard id={person.id} />
      <FirstWorkspaceForm />
      {deleted.length > 0 && (
        <Link className="link" href="/deleted-workspaces">
          Restore a deleted workspace
        </Link>
      )}
      <Link className="link" href="/account">
        Your account
      </Link>
      <SignOutButton />
    </AuthLayout>
  );
}
