import Link from "next/link";
import { redirect } from "next/navigation";
import { AccountSections, TwoFactorSection } from "@/components/account/account-sections";
import { SamePersonGuard } from "@/components/forms/same-person-guard";
import { AuthLayout } from "@/components/people/auth-layout";
import { SignOutButton } from "@/components/people/sign-out-button";
import { Button } from "@/components/ui/button";
import { Alert } from "@/components/ui/feedback/alert";
import { findPerson } from "@/lib/auth/session";
import { findStoredFactors } from "@/lib/two-factor/queries";
import { findMembership } from "@/lib/workspaces/queries";

export const metadata = { title: "Your account" };

/** Outside of workspaces: for people who have none, or who may not enter one without a second factor. */
export default async function AccountPage({ searchParams }: PageProps<"/account">) {
  const person = await findPerson();
  if (!person) redirect("/sign-in?next=/account");
  const { workspace: slug } = await searchParams;
  const membership = typeof slug === "string" ? await findMembership(person.id, slug) : null;
  const required = membership?.workspace.requiresTwoFactor ? membership.workspace : null;
  const footer = (
    <Link className="link" href="/">
      Back to the product
    </Link>
  );
  return (
    <AuthLayout
      title="Your account"
      description={`You are signed in as ${person.email}.`}
      footer={footer}
      wide
    >
      <SamePersonGuard id={person.id} />
      {required && <Requirement personId={person.id} workspace={required} />}
      {required ? <TwoFactorSection person={person} /> : <AccountSections person={person} />}
      <div className="self-start">
        <SignOutButton />
      </div>
    </AuthLayout>
  );
}

interface RequirementProps {
  personId: string;
  workspace: { name: string; slug: string };
}

async function Requirement({ personId, workspace }: RequirementProps) {
  if ((await findStoredFactors(personId))?.isOn) {
    return (
      <Alert
        tone="positive"
        role="status"
        title="Two-factor sign-in is on"
        action={
          <Button asChild variant="primary">
            <Link href={`/${workspace.slug}/settings`}>Continue</Link>
          </Button>
        }
      >
        You can open {workspace.name} now.
      </Alert>
    );
  }
  return (
    <Alert tone="warning" title={`${workspace.name} requires two-factor sign-in`}>
      Set up an authenticator app or a passkey below, under “Two-factor sign-in”. Then you can open the
      workspace.
    </Alert>
  );
}
