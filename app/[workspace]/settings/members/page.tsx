import { InvitationTable } from "@/components/members/invitation-table";
import { InviteButton } from "@/components/members/invite-button";
import { MemberTable } from "@/components/members/member-table";
import { PageHeader } from "@/components/ui/layout/page-header";
import { requireActor } from "@/lib/auth/session";
import { isEmailConfigured } from "@/lib/email/settings";
import { listMembers, listPendingInvitations } from "@/lib/members/queries";

export const metadata = { title: "Members" };

export default async function MembersPage({ params }: PageProps<"/[workspace]/settings/members">) {
  const { workspace: slug } = await params;
  const { workspaceId, workspace, personId, role } = await requireActor(slug);
  const [members, invitations] = await Promise.all([
    listMembers(workspaceId),
    listPendingInvitations(workspaceId),
  ]);
  return (
    <div>
      <PageHeader
        title="Members"
        description="Who can see this workspace, and what each of them may do."
        action={<InviteButton workspaceSlug={slug} actorRole={role} sendsEmail={isEmailConfigured()} />}
      />
      <MemberTable members={members} workspace={workspace} actor={{ personId, role }} />
      {invitations.length > 0 && (
        <section className="flex flex-col gap-3 pt-8">
          <h2 className="font-semibold text-lg">Pending invitations</h2>
          <InvitationTable
            workspaceSlug={slug}
            invitations={invitations}
            actorRole={role}
            sendsEmail={isEmailConfigured()}
          />
        </section>
      )}
    </div>
  );
}
