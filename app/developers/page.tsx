import { connection } from "next/server";
import { catalog } from "@/app/api/catalog";
import { DevelopersHeader } from "@/components/developers/developers-header";
import { Guide } from "@/components/developers/guide/guide";
import { GuideContents } from "@/components/developers/guide/guide-contents";
import { listOperationGroups, type OpenApiDocument } from "@/components/developers/reference/operations";
import { Reference } from "@/components/developers/reference/reference";
import { describeApi } from "@/lib/api/openapi";
import { env } from "@/lib/env";

export const metadata = {
  title: "API reference",
  description: "How to call the API: keys, limits, errors, SDKs, and every operation.",
};

export default async function DevelopersPage() {
  // Render at request time: the URL is the running server's, not the build machine's.
  await connection();
  const apiUrl = `${env().NEXTAUTH_URL}/api`;
  const groups = listOperationGroups(describeApi(catalog) as unknown as OpenApiDocument);
  return (
    <>
      <DevelopersHeader />
      <div className="mx-auto w-full max-w-360 lg:grid lg:grid-cols-[17rem_minmax(0,1fr)]">
        <aside className="border-r max-lg:hidden">
          <div className="sticky top-14 max-h-[calc(100dvh-3.5rem)] overflow-y-auto px-3 py-8">
            <GuideContents groups={groups} />
          </div>
        </aside>
        <main className="flex min-w-0 flex-col gap-12 px-4 py-8 sm:px-10 sm:py-12">
          <div className="flex flex-col gap-1">
            <h1 className="font-semibold text-2xl tracking-tight">API reference</h1>
            <p className="max-w-[70ch] text-muted">
              How your programs read and write the users, accounts and events of a workspace.
            </p>
          </div>
          <details className="rounded-surface border bg-surface lg:hidden">
            <summary className="rounded-surface px-3 py-2 font-medium">On this page</summary>
            <div className="border-t px-1 py-2">
              <GuideContents groups={groups} />
            </div>
          </details>
          <div className="flex max-w-255 flex-col gap-12">
            <Guide apiUrl={apiUrl} />
          </div>
          <Reference groups={groups} apiUrl={apiUrl} />
        </main>
      </div>
    </>
  );
}
