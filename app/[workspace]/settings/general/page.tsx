import { PageHeader } from "@/components/ui/page-header";
import { RenameWorkspaceForm } from "@/components/workspaces/rename-workspace-form";
import { may, whyNot } from "@/lib/auth/permissions";
import { requireActor } from "@/lib/auth/session";

export const metadata = { title: "General" };

export default async function GeneralPage({ params }: PageProps<"/[workspace]/settings/general">) {
  const { workspace: slug } = await params;
  const { workspace, role } = await requireActor(slug);
  return (
    <div>
      <PageHeader title="General" description="What this workspace is called." />
      <RenameWorkspaceForm
        workspace={workspace}
        disabledReason={may(role, "manageWorkspace") ? null : whyNot("manageWorkspace")}
      />
    </div>
  );
}
