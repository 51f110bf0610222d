import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { SamePersonGuard } from "@/components/forms/same-person-guard";
import { JoinButton } from "@/components/members/join-button";
import { AuthLayout } from "@/components/people/auth-layout";
import { SignOutButton } from "@/components/people/sign-out-button";
import { Button } from "@/components/ui/button";
import { Alert } from "@/components/ui/feedback/alert";
import { getSignInPath } from "@/lib/auth/next-path";
import { findPerson } from "@/lib/auth/session";
import { findInvitation } from "@/lib/members/queries";
import { roles } from "@/lib/members/schema";

/** The URL is a secret: no referrer, no indexing. */
export const metadata: Metadata = { title: "Invitation", referrer: "no-referrer", robots: "noindex" };

export default async function InvitePage({ params }: PageProps<"/invite/[token]">) {
  const { token } = await params;
  const [invitation, person] = await Promise.all([findInvitation(token), findPerson()]);
  if (!invitation) notFound();

  const { workspace, createdBy, role, email } = invitation;
  const path = `/invite/${token}`;
  const title = `Join ${workspace.name}`;
  const description = `${createdBy?.name ?? "Somebody"} invites you to join as ${roles[role].withArticle}.`;
  if (person && email !== null && person.email !== email) {
    return (
      <AuthLayout title={title} description={description} footer={`You are signed in as ${person.email}.`}>
        <Alert tone="warning" title="For another email">
          This invitation is for <span className="wrap-anywhere font-medium">{email}</span>. Sign out, then
          open the link again and sign in with that email.
        </Alert>
        <SignOutButton variant="primary" />
      </AuthLayout>
    );
  }
  if (person) {
    return (
      <AuthLayout title={title} description={description} footer={`You are signed in as ${person.email}.`}>
        <SamePersonGuard id={person.id} />
        <JoinButton token={token} label={`Join ${workspace.name} as ${roles[role].withArticle}`} />
      </AuthLayout>
    );
  }
  return (
    <AuthLayout title={title} description={description}>
      {email !== null && (
        <p>
          For <span className="wrap-anywhere font-medium">{email}</span>: use this email.
        </p>
      )}
      <div className="flex flex-col gap-2">
        <Button asChild variant="primary">
          <Link href={`/sign-up?next=${encodeURIComponent(path)}`}>Create an account</Link>
        </Button>
        <Button asChild>
          <Link href={getSignInPath(path)}>Sign in</Link>
        </Button>
      </div>
    </AuthLayout>
  );
}
