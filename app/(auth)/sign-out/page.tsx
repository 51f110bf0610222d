import Link from "next/link";
import { redirect } from "next/navigation";
import { AuthLayout } from "@/components/people/auth-layout";
import { SignOutButton } from "@/components/people/sign-out-button";
import { findPerson } from "@/lib/auth/session";

export const metadata = { title: "Sign out" };

export default async function SignOutPage() {
  const person = await findPerson();
  if (!person) redirect("/sign-in");
  const footer = (
    <Link className="link" href="/">
      Stay signed in
    </Link>
  );
  return (
    <AuthLayout title="Sign out" description={`You are signed in as ${person.email}.`} footer={footer}>
      <SignOutButton variant="primary" />
    </AuthLayout>
  );
}
