import { redirect } from "next/navigation";
import { AuthLayout } from "@/components/people/auth-layout";
import { CloseTabButton } from "@/components/people/close-tab-button";
import { findPerson } from "@/lib/auth/session";

export const metadata = { title: "Signed in" };

/** Where signing in ends that began in a second tab, because the session of the first one had ended. */
export default async function SignedInPage() {
  const person = await findPerson();
  if (!person) redirect("/sign-in");
  return (
    <AuthLayout
      title="You are signed in"
      description={`As ${person.email}. Go back to the tab where you were: what you entered is still there.`}
    >
      <CloseTabButton />
    </AuthLayout>
  );
}
