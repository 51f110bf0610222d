import { connection } from "next/server";
import { ApiReference } from "@/components/developers/api-reference";
import { DevelopersHeader } from "@/components/developers/developers-header";
import { Guide } from "@/components/developers/guide";
import { GuideContents } from "@/components/developers/guide-contents";
import { env } from "@/lib/env";

export const metadata = {
  title: "API reference",
  description: "How to call the API: keys, limits, errors, SDKs, and every operation.",
};

export default async function DevelopersPage() {
  // The address is the running server's, not that of wherever it was built.
  await connection();
  return (
    // Without a <main>: the reference brings one, and a page has one.
    <>
      <DevelopersHeader />
      <div className="border-b lg:grid lg:grid-cols-[18rem_minmax(0,1fr)]">
        <aside className="border-r px-3 py-8 max-lg:hidden">
          <div className="sticky top-22">
            <GuideContents />
          </div>
        </aside>
        <section
          aria-labelledby="guide"
          className="flex max-w-255 flex-col gap-12 px-4 py-8 sm:px-15 sm:py-12"
        >
          <div className="flex flex-col gap-1">
            <h1 id="guide" className="font-semibold text-2xl tracking-tight">
              API reference
            </h1>
            <p className="max-w-[70ch] text-muted">
              How your programs read and write the users, accounts and events of a workspace.
            </p>
          </div>
          <Guide apiUrl={`${env().NEXTAUTH_URL}/api`} />
        </section>
      </div>
      <ApiReference />
    </>
  );
}
