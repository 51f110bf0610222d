import type { Metadata } from "next";
import Link from "next/link";
import { connection } from "next/server";
import { ConfirmEmail } from "@/components/account/confirm-email";
import { AuthLayout } from "@/components/people/auth-layout";

/** The fragment of the URL is a secret. */
export const metadata: Metadata = {
  title: "Confirm your email",
  referrer: "no-referrer",
  robots: "noindex",
};

export default async function ConfirmEmailPage() {
  await connection();
  const footer = (
    <Link className="link" href="/">
      Back to the product
    </Link>
  );
  return (
    <AuthLayout title="Confirm your email" footer={footer}>
      <ConfirmEmail />
    </AuthLayout>
  );
}
