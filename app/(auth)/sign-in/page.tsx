import Link from "next/link";
import { redirect } from "next/navigation";
import { AuthLayout } from "@/components/people/auth-layout";
import { ProviderButtons } from "@/components/people/provider-buttons";
import { SignInForm } from "@/components/people/sign-in-form";
import { toSafePath } from "@/lib/auth/next-path";
import { listProviders } from "@/lib/auth/providers";
import { findPerson } from "@/lib/auth/session";

export const metadata = { title: "Sign in" };

export default async function SignInPage({ searchParams }: PageProps<"/sign-in">) {
  const { next, error } = await searchParams;
  const path = toSafePath(next);
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

/** Maps error codes of the URL to messages. Text from the URL is never shown. */
function describeProblem(error: string | string[] | undefined): string | null {
  switch (error) {
    case undefined:
      return null;
    case "email-taken":
      return "An account with this email exists. Sign in with its password.";
    case "unverified-email":
      return "The provider has not verified your email. Verify it there, or use a password.";
    case "AccessDenied":
    case "OAuthCallback":
      return "The provider cancelled or rejected the sign-in. Nothing has changed.";
    default:
      return "Signing in failed. Try again, or use another method.";
  }
}
