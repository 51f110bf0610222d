import type { RoleName } from "@/lib/auth/permissions";

declare const brand: unique symbol;

/**
 * The tenant of a request. The brand keeps unchecked strings out: only the session (lib/auth/session.ts) and API
 * authentication (lib/api/authenticate.ts) create one, after they verified it.
 */
export type WorkspaceId = string & { readonly [brand]: "WorkspaceId" };

/** The author of a change. `personId` is null for the command line. */
export type Author = { workspaceId: WorkspaceId; personId: string | null };

/** A signed-in person and their role in one workspace. */
export type Actor = {
  personId: string;
  workspaceId: WorkspaceId;
  role: RoleName;
};

/** The header with the person whom the page was rendered for. An action of another person is rejected. */
export const pagePersonHeader = "x-page-person";
