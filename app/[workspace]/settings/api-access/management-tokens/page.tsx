import { Lock } from "lucide-react";
import { TokenScreen } from "@/components/management/token-screen";
import { EmptyState } from "@/components/ui/feedback/empty-state";
import { Breadcrumb } from "@/components/ui/layout/breadcrumb";
import { PageHeader } from "@/components/ui/layout/page-header";
import { may } from "@/lib/auth/permissions";
import { requireActor } from "@/lib/auth/session";
import { env } from "@/lib/env";
import { listTokens } from "@/lib/management/tokens/queries";
import { getKeyPolicy } from "@/lib/workspaces/queries";
import { description, title } from "./heading";

export const metadata = { title };

export default async function ManagementTokensPage({
  params,
}: PageProps<"/[workspace]/settings/api-access/management-tokens">) {
  const { workspaceId, workspace, role } = await requireActor((await params).workspace);
  const breadcrumb = (
    <Breadcrumb
      parent={{ label: "API access", href: `/${workspace.slug}/settings/api-access` }}
      current={title}
    />
  );
  if (!may(role, "manageTokens"))
    return (
      <div>
        {breadcrumb}
        <PageHeader title={title} description={description} />
        <EmptyState
          icon={<Lock />}
          title="Only owners can see this"
          description="Ask one of them to create a token for your program."
        />
      </div>
    );
  const [tokens, policy] = await Promise.all([listTokens(workspaceId), getKeyPolicy(workspaceId)]);
  return (
    <div>
      {breadcrumb}
      <TokenScreen
        title={title}
        description={description}
        workspaceSlug={workspace.slug}
        apiUrl={`${env().NEXTAUTH_URL}/api`}
        policy={policy}
        tokens={tokens}
      />
    </div>
  );
}
