import type { RoleName } from "@/lib/auth/permissions";

declare const brand: unique symbol;

/**
 * The tenant of a request. The brand makes it impossible to pass a string from outside: only the session
 * (lib/auth/session.ts) and the key check (lib/api/authenticate.ts) mint one, after they have proved it.
 */
export type WorkspaceId = string & { readonly [brand]: "WorkspaceId" };

/** A signed-in person in a workspace that they are a member of. */
export type Actor = {
  personId: string;
  workspaceId: WorkspaceId;
  role: RoleName;
};
