import { ConnectorDialogs } from "@/components/connectors/dialogs/connector-dialogs";
import {
  ConnectorList,
  CreateConnectorButton,
  NoConnectors,
} from "@/components/connectors/list/connector-list";
import { PageHeader } from "@/components/ui/layout/page-header";
import { getDenialReason, may } from "@/lib/auth/permissions";
import { requireActor } from "@/lib/auth/session";
import { listConnectors } from "@/lib/connectors/queries";
import { loadConnectorListQuery } from "@/lib/connectors/rows";
import { env } from "@/lib/env";
import { description, title } from "../heading";

export const metadata = { title };

export default async function ConnectorsPage({
  params,
  searchParams,
}: PageProps<"/[workspace]/settings/sdk-connector">) {
  const { workspaceId, role, workspace } = await requireActor((await params).workspace);
  const list = await listConnectors(workspaceId, loadConnectorListQuery(await searchParams));
  return (
    <ConnectorDialogs
      slug={workspace.slug}
      origin={env().NEXTAUTH_URL}
      disabledReason={may(role, "manageConnectors") ? null : getDenialReason("manageConnectors")}
      rows={list.rows}
    >
      <PageHeader title={title} description={description} action={<CreateConnectorButton />} />
      {list.total === 0 ? <NoConnectors /> : <ConnectorList list={list} />}
    </ConnectorDialogs>
  );
}
