import { DefinitionDialogs } from "@/components/definitions/definition-dialogs";
import { EventList, NoEvents } from "@/components/definitions/event-list";
import { PageHeader } from "@/components/ui/layout/page-header";
import { getDenialReason, may } from "@/lib/auth/permissions";
import { requireActor } from "@/lib/auth/session";
import { listEventSettings, listGroupNames } from "@/lib/definitions/settings/queries";
import { env } from "@/lib/env";
import { description, title } from "./heading";

export const metadata = { title };

export default async function EventsPage({ params }: PageProps<"/[workspace]/settings/events">) {
  const { workspaceId, role, workspace } = await requireActor((await params).workspace);
  const [settings, groups] = await Promise.all([listEventSettings(workspaceId), listGroupNames(workspaceId)]);
  return (
    <DefinitionDialogs
      slug={workspace.slug}
      kind="event"
      groups={groups}
      rows={settings.rows}
      disabledReason={may(role, "manageDefinitions") ? null : getDenialReason("manageDefinitions")}
    >
      <PageHeader title={title} description={description} />
      {settings.rows.length > 0 ? (
        <EventList settings={settings} />
      ) : (
        <NoEvents origin={env().NEXTAUTH_URL} />
      )}
    </DefinitionDialogs>
  );
}
