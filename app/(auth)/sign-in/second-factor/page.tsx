import { cookies } from "next/headers";
import Link from "next/link";
import { redirect } from "next/navigation";
import { AuthLayout } from "@/components/people/auth-layout";
import { SecondFactorForm } from "@/components/people/second-factor-form";
import { getNextAuthCookies } from "@/lib/auth/cookies";
import { toSafePath } from "@/lib/auth/next-path";
import { env } from "@/lib/env";
import { readPendingSignIn } from "@/lib/two-factor/sign-in-state";

export const metadata = { title: "Second factor" };

/** After a sign-in at a provider, for a person who uses two factors. */
export default async function SecondFactorPage() {
  if (!(await readPendingSignIn())) redirect("/sign-in");
  const callbackUrl = (await cookies()).get(getNextAuthCookies().callbackUrl.name)?.value ?? "/";
  const next = toSafePath(callbackUrl.replace(env().NEXTAUTH_URL, "") || "/");
  const footer = (
    <Link className="link" href="/sign-in">
      Sign in another way
    </Link>
  );
  return (
    <AuthLayout
      title="Second factor"
      description="One more step: your account uses two-factor sign-in."
      footer={footer}
    >
      <SecondFactorForm next={next} />
    </AuthLayout>
  );
}
