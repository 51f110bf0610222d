import type { Metadata } from "next";
import { ConnectorSetUp } from "@/components/connectors/page/set-up";
import { requireConnector } from "../require-connector";

type Props = PageProps<"/[workspace]/settings/sdk-connector/[connector]/set-up">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { workspace, connector } = await params;
  return { title: `Set-up of ${(await requireConnector(workspace, connector)).name}` };
}

export default async function SetUpPage({ params }: Props) {
  const { workspace, connector } = await params;
  return <ConnectorSetUp connector={await requireConnector(workspace, connector)} />;
}
