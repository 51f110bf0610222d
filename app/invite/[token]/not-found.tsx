import type { Metadata } from "next";
import Link from "next/link";
import { AuthLayout } from "@/components/people/auth-layout";
import { Button } from "@/components/ui/button";

/** The address is a secret, also of an invitation that is spent. */
export const metadata: Metadata = { title: "Invitation", referrer: "no-referrer" };

export default function SpentInvitation() {
  return (
    <AuthLayout
      title="This invitation does not work any more"
      description="It was used, revoked, or is older than seven days. Ask whoever sent it for a new link."
    >
      <Button asChild>
        <Link href="/">Go to the start</Link>
      </Button>
    </AuthLayout>
  );
}
