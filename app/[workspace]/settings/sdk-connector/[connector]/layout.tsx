import { ConnectorDialogs } from "@/components/connectors/dialogs/connector-dialogs";
import { ConnectorPageFrame } from "@/components/connectors/page/connector-page";
import { getDenialReason, may } from "@/lib/auth/permissions";
import { requireActor } from "@/lib/auth/session";
import { env } from "@/lib/env";
import { requireConnector } from "./require-connector";

/** Finds the connector outside of the loading state: once a page streams, it can no longer answer 404. */
export default async function ConnectorLayout({
  params,
  children,
}: LayoutProps<"/[workspace]/settings/sdk-connector/[connector]">) {
  const { workspace: slug, connector: id } = await params;
  const connector = await requireConnector(slug, id);
  const { role, workspace } = await requireActor(slug);
  return (
    <ConnectorDialogs
      slug={workspace.slug}
      origin={env().NEXTAUTH_URL}
      disabledReason={may(role, "manageConnectors") ? null : getDenialReason("manageConnectors")}
      rows={[connector]}
      leaveTo={`/${workspace.slug}/settings/sdk-connector`}
    >
      <ConnectorPageFrame connector={connector}>{children}</ConnectorPageFrame>
    </ConnectorDialogs>
  );
}
