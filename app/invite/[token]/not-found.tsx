import type { Metadata } from "next";
import Link from "next/link";
import { AuthLayout } from "@/components/people/auth-layout";
import { Button } from "@/components/ui/button";

/** The URL stays a secret after the invitation was used. */
export const metadata: Metadata = { title: "Invitation", referrer: "no-referrer" };

export default function SpentInvitation() {
  return (
    <AuthLayout
      title="This invitation is no longer valid"
      description="It was used, revoked, or is older than seven days. Ask its sender for a new link."
    >
      <Button asChild>
        <Link href="/">Go to the start</Link>
      </Button>
    </AuthLayout>
  );
}
