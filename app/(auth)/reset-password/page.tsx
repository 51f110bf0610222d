import type { Metadata } from "next";
import Link from "next/link";
import { connection } from "next/server";
import { AuthLayout } from "@/components/people/auth-layout";
import { ResetByLink } from "@/components/people/reset-by-link";

/** The fragment of the URL is a secret. */
export const metadata: Metadata = {
  title: "Choose a new password",
  referrer: "no-referrer",
  robots: "noindex",
};

export default async function ResetPasswordPage() {
  await connection();
  const footer = (
    <Link className="link" href="/sign-in">
      Back to sign-in
    </Link>
  );
  return (
    <AuthLayout title="Choose a new password" footer={footer}>
      <ResetByLink />
    </AuthLayout>
  );
}
