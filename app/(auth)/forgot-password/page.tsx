import Link from "next/link";
import { connection } from "next/server";
import { AuthLayout } from "@/components/people/auth-layout";
import { ForgotPasswordForm } from "@/components/people/forgot-password-form";
import { Alert } from "@/components/ui/feedback/alert";
import { isEmailConfigured } from "@/lib/email/settings";

export const metadata = { title: "Forgot your password?" };

export default async function ForgotPasswordPage() {
  // The environment is not available during the build.
  await connection();
  const footer = (
    <Link className="link" href="/sign-in">
      Back to sign-in
    </Link>
  );
  if (!isEmailConfigured()) {
    return (
      <AuthLayout title="Forgot your password?" footer={footer}>
        <Alert title="This installation sends no email">
          Ask the people who run it for a link. They create one with{" "}
          <code className="wrap-anywhere font-mono text-sm">npm run people -- reset-link EMAIL</code>.
        </Alert>
      </AuthLayout>
    );
  }
  return (
    <AuthLayout
      title="Forgot your password?"
      description="A link to choose a new one is sent to the email of your account."
      footer={footer}
    >
      <ForgotPasswordForm />
    </AuthLayout>
  );
}
