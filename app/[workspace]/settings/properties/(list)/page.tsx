import { KindTabs } from "@/components/computations/list/kind-tabs";
import { ComputedPropertyList } from "@/components/computations/properties/computed-property-list";
import { RunBanner } from "@/components/computations/run-banner";
import { DefinitionDialogs } from "@/components/definitions/definition-dialogs";
import { NoProperties, PropertyList } from "@/components/definitions/property-list";
import { PageHeader } from "@/components/ui/layout/page-header";
import { getDenialReason, may } from "@/lib/auth/permissions";
import { requireActor } from "@/lib/auth/session";
import { getRunState } from "@/lib/computations/queries";
import { loadKindQuery } from "@/lib/computations/schema/urls";
import { listGroupNames, listPropertySettings } from "@/lib/definitions/settings/queries";
import { env } from "@/lib/env";
import { description, title } from "../heading";

export const metadata = { title };

export default async function PropertiesPage({
  params,
  searchParams,
}: PageProps<"/[workspace]/settings/properties">) {
  const { workspaceId, role, workspace } = await requireActor((await params).workspace);
  const { kind } = loadKindQuery(await searchParams);
  const run = await getRunState(workspaceId, kind);
  const [settings, groups] = await Promise.all([
    listPropertySettings(workspaceId, kind),
    listGroupNames(workspaceId),
  ]);
  const denial = may(role, "manageComputations") ? null : getDenialReason("manageComputations");
  const hasOwn = settings.rows.some(({ source }) => source !== "builtIn");
  return (
    <DefinitionDialogs
      key={kind}
      slug={workspace.slug}
      kind={kind}
      groups={groups}
      rows={settings.rows}
      disabledReason={may(role, "manageDefinitions") ? null : getDenialReason("manageDefinitions")}
    >
      <PageHeader title={title} description={description} />
      <KindTabs path={`/${workspace.slug}/settings/properties`} kind={kind} />
      <RunBanner slug={workspace.slug} kind={kind} run={run} disabledReason={denial} />
      <div className="flex flex-col gap-8">
        <ComputedPropertyList
          workspaceId={workspaceId}
          slug={workspace.slug}
          kind={kind}
          disabledReason={denial}
        />
        <section className="flex flex-col gap-3">
          <h2 className="font-semibold text-lg">All properties</h2>
          {hasOwn ? (
            <PropertyList kind={kind} settings={settings} />
          ) : (
            <NoProperties kind={kind} origin={env().NEXTAUTH_URL} />
          )}
        </section>
      </div>
    </DefinitionDialogs>
  );
}
