import type { ReactNode } from "react";
import { ProofRequest } from "@/components/account/proof-request";
import { SamePersonGuard } from "@/components/forms/same-person-guard";
import { requireActor } from "@/lib/auth/session";
import { listDeletedWorkspaces } from "@/lib/workspaces/deletion/queries";
import { listWorkspaces } from "@/lib/workspaces/queries";
import { RefreshOnRoleChange } from "./refresh-on-role-change";
import { SettingsMenuButton } from "./settings-menu-button";
import { SettingsPanel } from "./settings-navigation";

interface WorkspaceFrameProps {
  slug: string;
  children: ReactNode;
}

/** The navigation beside the pages of a workspace. */
export async function WorkspaceFrame({ slug, children }: WorkspaceFrameProps) {
  const { personId, person, workspace, role } = await requireActor(slug);
  const [workspaces, deleted] = await Promise.all([
    listWorkspaces(personId),
    listDeletedWorkspaces(personId),
  ]);
  const panel = { current: workspace, workspaces, deletedCount: deleted.length, person };
  return (
    // A dialog sets pointer-events on the body. The page behind an overlay does not inherit it, or every element of it is
    // restyled: the overlay keeps the pointer off the page. An open menu has no overlay.
    <div className="in-data-dimmed:pointer-events-auto min-h-dvh md:grid md:grid-cols-[15rem_minmax(0,1fr)]">
      <SamePersonGuard id={personId} />
      <ProofRequest />
      <a
        href="#content"
        className="sr-only rounded-control focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:bg-raised focus:p-2"
      >
        Skip to content
      </a>
      <RefreshOnRoleChange workspaceSlug={workspace.slug} role={role} />
      <aside className="sticky top-0 h-dvh border-r p-3 max-md:hidden">
        <SettingsPanel {...panel} />
      </aside>
      <header className="flex items-center gap-2 border-b px-2 py-1.5 md:hidden">
        <SettingsMenuButton {...panel} />
        <span className="truncate font-semibold">{workspace.name}</span>
      </header>
      {/* Pages are at most 1,080 pixels wide. Logs opt out with data-wide. */}
      <main
        id="content"
        tabIndex={-1}
        className="px-4 py-6 outline-none *:max-w-270 *:data-wide:max-w-none sm:px-8 sm:py-8 beside:pr-[calc(var(--spacing-panel)+1.5rem)]"
      >
        {children}
      </main>
    </div>
  );
}
