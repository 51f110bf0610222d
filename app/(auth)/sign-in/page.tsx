import Link from "next/link";
import { redirect } from "next/navigation";
import { AuthLayout } from "@/components/people/auth-layout";
import { ProviderButtons } from "@/components/people/provider-buttons";
import { SignInForm } from "@/components/people/sign-in-form";
import { safeNextPath } from "@/lib/auth/next-path";
import { listProviders } from "@/lib/auth/providers";
import { findPerson } from "@/lib/auth/session";

export const metadata = { title: "Sign in" };

export default async function SignInPage({ searchParams }: PageProps<"/sign-in">) {
  const { next, error } = await searchParams;
  const path = safeNextPath(next);
  if (await findPerson()) redirect(path);
  const footer = (
    <>
      New here?{" "}
      <Link className="link" href={`/sign-up?next=${encodeURIComponent(path)}`}>
        Create an account
      </Link>
    </>
  );
  return (
    <AuthLayout
      title="Sign in"
      description="To manage applications, their API keys and their logs."
      footer={footer}
    >
      <SignInForm next={path} problem={describeProblem(error)} />
      <ProviderButtons providers={listProviders()} next={path} />
    </AuthLayout>
  );
}

/** What is said of the codes that come in the address; the text of an address itself is never repeated. */
function describeProblem(error: string | string[] | undefined): string | null {
  switch (error) {
    case undefined:
      return null;
    case "address-taken":
      return "This address already has an account with a password. Sign in with that password.";
    case "unverified-address":
      return "Your account there has no verified address. Verify it there, or sign in with a password.";
    case "AccessDenied":
    case "OAuthCallback":
      return "Signing in there was cancelled or refused. Nothing has changed here.";
    default:
      return "Signing in did not work. Try again; if it stays, sign in another way.";
  }
}
