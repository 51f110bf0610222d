import { PageHeader } from "@/components/ui/page-header";
import { LogRetentionForm } from "@/components/workspaces/log-retention-form";
import { RenameWorkspaceForm } from "@/components/workspaces/rename-workspace-form";
import { may, whyNot } from "@/lib/auth/permissions";
import { requireActor } from "@/lib/auth/session";
import { getLogRetention } from "@/lib/workspaces/queries";

export const metadata = { title: "General" };

export default async function GeneralPage({ params }: PageProps<"/[workspace]/settings/general">) {
  const { workspace: slug } = await params;
  const { workspaceId, workspace, role } = await requireActor(slug);
  const days = await getLogRetention(workspaceId);
  const disabledReason = may(role, "manageWorkspace") ? null : whyNot("manageWorkspace");
  return (
    <div className="flex flex-col gap-6">
      <div>
        <PageHeader
          title="General"
          description="What this workspace is called, and how long it keeps its request logs."
        />
        <RenameWorkspaceForm workspace={workspace} disabledReason={disabledReason} />
      </div>
      <LogRetentionForm workspaceSlug={workspace.slug} days={days} disabledReason={disabledReason} />
    </div>
  );
}
