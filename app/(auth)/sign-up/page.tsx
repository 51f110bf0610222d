import Link from "next/link";
import { redirect } from "next/navigation";
import { AuthLayout } from "@/components/people/auth-layout";
import { ProviderButtons } from "@/components/people/provider-buttons";
import { SignUpForm } from "@/components/people/sign-up-form";
import { getSignInPath, toSafePath } from "@/lib/auth/next-path";
import { listProviders } from "@/lib/auth/providers";
import { findPerson } from "@/lib/auth/session";

export const metadata = { title: "Create an account" };

export default async function SignUpPage({ searchParams }: PageProps<"/sign-up">) {
  const { next } = await searchParams;
  const path = toSafePath(next);
  if (await findPerson()) redirect(path);
  const invited = path.startsWith("/invite/");
  const footer = (
    <>
      Have an account already?{" "}
      <Link className="link" href={getSignInPath(path)}>
        Sign in
      </Link>
    </>
  );
  return (
    <AuthLayout
      title="Create an account"
      description={invited ? "Then you can join the workspace." : "With a workspace that you own."}
      footer={footer}
    >
      <SignUpForm next={path} invited={invited} />
      <ProviderButtons providers={listProviders()} next={path} />
    </AuthLayout>
  );
}
