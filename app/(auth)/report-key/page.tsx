import Link from "next/link";
import { ReportKeyForm } from "@/components/leaked-keys/report-key-form";
import { AuthLayout } from "@/components/people/auth-layout";

export const metadata = { title: "Report a leaked key" };

export default function ReportKeyPage() {
  return (
    <AuthLayout
      title="Report a leaked key"
      description="You found an API key that begins with jny_ or jnm_? Its calls are stopped, and its owners are told. You need no account."
      footer={
        <>
          By program: <code className="font-mono text-sm">POST /api/leaked-keys</code>. Your own key?{" "}
          <Link className="link" href="/sign-in">
            Sign in
          </Link>{" "}
          and regenerate it.
        </>
      }
    >
      <ReportKeyForm />
    </AuthLayout>
  );
}
