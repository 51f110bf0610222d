import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { z } from "zod";
import { Breadcrumb } from "@/components/ui/layout/breadcrumb";
import { PageHeader } from "@/components/ui/layout/page-header";
import { SnippetButton } from "@/components/websites/dialogs/snippet-dialog";
import { WebsiteDialogs } from "@/components/websites/dialogs/website-dialogs";
import { LiveIndicator } from "@/components/websites/installation/live-indicator";
import { ReceivedEvents } from "@/components/websites/installation/received-events";
import { RejectionSummary } from "@/components/websites/installation/rejection-summary";
import { getDenialReason, may } from "@/lib/auth/permissions";
import { requireActor } from "@/lib/auth/session";
import { env } from "@/lib/env";
import { findInstallation } from "@/lib/websites/queries";

type Props = PageProps<"/[workspace]/settings/websites/[website]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { workspace, website: id } = await params;
  const { website } = await requireInstallation(workspace, id);
  return { title: `Installation on ${website.domain}` };
}

export default async function InstallationPage({ params }: Props) {
  const { workspace: slug, website: id } = await params;
  const { workspace, role } = await requireActor(slug);
  const { website, rejected, receivedEvents, version } = await requireInstallation(slug, id);
  return (
    <WebsiteDialogs
      slug={workspace.slug}
      origin={env().NEXTAUTH_URL}
      disabledReason={may(role, "manageWebsites") ? null : getDenialReason("manageWebsites")}
      rows={[website]}
    >
      <Breadcrumb
        parent={{ label: "Websites", href: `/${workspace.slug}/settings/websites` }}
        middle={website.domain}
        current="Check installation"
      />
      <PageHeader
        title={`Installation on ${website.domain}`}
        description="The newest 50 events from its pages, updated live."
        action={
          <div className="flex items-center justify-between gap-3">
            <LiveIndicator websiteId={website.id} version={version} />
            {receivedEvents.length > 0 && <SnippetButton website={website} />}
          </div>
        }
      />
      <div className="flex flex-col gap-6">
        <RejectionSummary rejected={rejected} />
        <ReceivedEvents website={website} events={receivedEvents} />
      </div>
    </WebsiteDialogs>
  );
}

const requireInstallation = cache(async (slug: string, id: string) => {
  const { workspaceId } = await requireActor(slug);
  if (!z.ulid().safeParse(id).success) notFound();
  return (await findInstallation(workspaceId, id)) ?? notFound();
});
