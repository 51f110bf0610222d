import { PageHeader } from "@/components/ui/layout/page-header";
import { WebsiteDialogs } from "@/components/websites/dialogs/website-dialogs";
import { AddWebsiteButton, NoWebsites, WebsiteList } from "@/components/websites/list/website-list";
import { getDenialReason, may } from "@/lib/auth/permissions";
import { requireActor } from "@/lib/auth/session";
import { env } from "@/lib/env";
import { listWebsites } from "@/lib/websites/queries";
import { loadWebsiteListQuery } from "@/lib/websites/schema";
import { description, title } from "../heading";

export const metadata = { title };

export default async function WebsitesPage({
  params,
  searchParams,
}: PageProps<"/[workspace]/settings/websites">) {
  const { workspaceId, role, workspace } = await requireActor((await params).workspace);
  const list = await listWebsites(workspaceId, loadWebsiteListQuery(await searchParams));
  return (
    <WebsiteDialogs
      slug={workspace.slug}
      origin={env().NEXTAUTH_URL}
      disabledReason={may(role, "manageWebsites") ? null : getDenialReason("manageWebsites")}
      rows={list.rows}
    >
      <PageHeader title={title} description={description} action={<AddWebsiteButton />} />
      {list.total === 0 ? <NoWebsites /> : <WebsiteList list={list} />}
    </WebsiteDialogs>
  );
}
