import { redirect } from "next/navigation";
import { AuthLayout } from "@/components/people/auth-layout";
import { CloseTabButton } from "@/components/people/close-tab-button";
import { findPerson } from "@/lib/auth/session";

export const metadata = { title: "Signed in" };

/** The end of a sign-in in a second tab, for a tab whose session has expired. */
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
