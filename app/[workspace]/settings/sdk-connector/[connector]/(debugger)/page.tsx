import type { Metadata } from "next";
import { Debugger } from "@/components/connectors/debugger/debugger";
import { may } from "@/lib/auth/permissions";
import { requireActor } from "@/lib/auth/session";
import { countMessages } from "@/lib/connectors/messages/queries";
import { loadDebuggerQuery } from "@/lib/connectors/messages/rows";
import { viewMessages } from "@/lib/connectors/messages/view";
import { requireConnector } from "../require-connector";

type Props = PageProps<"/[workspace]/settings/sdk-connector/[connector]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { workspace, connector } = await params;
  return { title: `Debugger of ${(await requireConnector(workspace, connector)).name}` };
}

export default async function DebuggerPage({ params, searchParams }: Props) {
  const { workspace: slug, connector: id } = await params;
  const actor = await requireActor(slug);
  const connector = await requireConnector(slug, id);
  const query = loadDebuggerQuery(await searchParams);
  const { outcome, reason, type, search, range } = query;
  const readAt = Date.now();
  const [newest, volume] = await Promise.all([
    viewMessages(actor, id, { outcome, reason, type, search }),
    countMessages(actor.workspaceId, id, range),
  ]);
  return (
    <Debugger
      connector={connector}
      query={query}
      newest={newest}
      volume={volume}
      readAt={readAt}
      searchesUsers={may(actor.role, "viewLogValues")}
    />
  );
}
