import { UnsavedChanges } from "@/components/forms/unsaved-changes";
import { PageHeader } from "@/components/ui/layout/page-header";
import { DeleteWorkspaceCard } from "@/components/workspaces/delete-workspace-card";
import { KeyLifetimeForm } from "@/components/workspaces/key-lifetime-form";
import { LogRetentionForm } from "@/components/workspaces/log-retention-form";
import { RenameWorkspaceForm } from "@/components/workspaces/rename-workspace-form";
import { SignInRulesForm } from "@/components/workspaces/sign-in-rules-form";
import { TimeZoneForm } from "@/components/workspaces/time-zone-form";
import { listLongLivedKeys } from "@/lib/applications/queries";
import { getDenialReason, may } from "@/lib/auth/permissions";
import { requireActor } from "@/lib/auth/session";
import { getKeyPolicy, getLogRetention, getSignInRules } from "@/lib/workspaces/queries";
import { listTimeZones } from "@/lib/workspaces/time-zones";
import { description, title } from "./heading";

export const metadata = { title };

export default async function GeneralPage({ params }: PageProps<"/[workspace]/settings/general">) {
  const { workspace: slug } = await params;
  const { workspaceId, workspace, role } = await requireActor(slug);
  const [days, keyPolicy, rules] = await Promise.all([
    getLogRetention(workspaceId),
    getKeyPolicy(workspaceId),
    getSignInRules(workspaceId),
  ]);
  const longLived = await listLongLivedKeys(workspaceId, keyPolicy);
  const { timeZone, maxKeyDays } = keyPolicy;
  const disabledReason = may(role, "manageWorkspace") ? null : getDenialReason("manageWorkspace");
  return (
    <div className="flex flex-col gap-6">
      <UnsavedChanges>
        <div>
          <PageHeader title={title} description={description} />
          <RenameWorkspaceForm workspace={workspace} disabledReason={disabledReason} />
        </div>
        <TimeZoneForm
          workspaceSlug={workspace.slug}
          timeZone={timeZone}
          options={listTimeZones()}
          disabledReason={disabledReason}
        />
        <KeyLifetimeForm
          workspaceSlug={workspace.slug}
          maxKeyDays={maxKeyDays}
          longLived={longLived}
          disabledReason={may(role, "manageKeyLifetime") ? null : getDenialReason("manageKeyLifetime")}
        />
        <SignInRulesForm
          workspaceSlug={workspace.slug}
          rules={rules}
          disabledReason={may(role, "manageSignIn") ? null : getDenialReason("manageSignIn")}
        />
        <LogRetentionForm workspaceSlug={workspace.slug} days={days} disabledReason={disabledReason} />
        <DeleteWorkspaceCard
          workspace={workspace}
          disabledReason={may(role, "deleteWorkspace") ? null : getDenialReason("deleteWorkspace")}
        />
      </UnsavedChanges>
    </div>
  );
}
