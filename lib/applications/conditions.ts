import type { WorkspaceId } from "@/lib/auth/actor";

/** The applications of a workspace, without its management tokens, which are rows of the same table. */
export function applicationsOf(workspaceId: WorkspaceId) {
  return { workspaceId, isManagement: false };
}
