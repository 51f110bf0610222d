import type { RoleName } from "@/lib/auth/permissions";

declare const brand: unique symbol;

/**
 * The tenant of a request. The brand makes it impossible to pass a string from outside: only the session
 * (lib/auth/session.ts) and the key check (lib/api/authenticate.ts) mint one, after they have proved it.
 */
export type WorkspaceId = string & { readonly [brand]: "WorkspaceId" };

/** Who does something in a workspace: somebody who is signed in, or, where there is no person, the command line. */
export type Author = { workspaceId: WorkspaceId; personId: string | null };

/** A signed-in person in a workspace that they are a member of. */
export type Actor = {
  personId: string;
  workspaceId: WorkspaceId;
  role: RoleName;
};

/** The header by which a page names the person that it was opened by: an action for somebody else is refused. */
export const pagePersonHeader = "x-page-person";
