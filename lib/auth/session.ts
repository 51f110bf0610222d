import "server-only";
import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { NextRequest } from "next/server";
import { getToken } from "next-auth/jwt";
import { cache } from "react";
import type { Actor, WorkspaceId } from "@/lib/auth/actor";
import { getCookieName } from "@/lib/auth/cookies";
import { getSignInPath } from "@/lib/auth/next-path";
import { env } from "@/lib/env";
import { findPersonBySession } from "@/lib/people/queries";
import { SessionClaims, type SignedInPerson } from "@/lib/people/schema";
import { findMembership } from "@/lib/workspaces/queries";

/** Who is asking. The token is only a claim: person and session version are read from the database each time. */
export const findPerson = cache(async (): Promise<SignedInPerson | null> => {
  const claims = await readClaims((await headers()).get("cookie") ?? "");
  return claims && findPersonBySession(claims);
});

async function readClaims(cookie: string): Promise<SessionClaims | null> {
  // Only the cookie goes in: given all headers, next-auth would take a bearer token as well.
  const token = await getToken({
    req: new NextRequest(env().NEXTAUTH_URL, { headers: { cookie } }),
    secret: env().NEXTAUTH_SECRET,
    cookieName: getCookieName("session-token"),
  });
  return SessionClaims.safeParse(token).data ?? null;
}

/** Who is asking, in this workspace. Null for everybody who is not a member of it at this moment. */
export async function findActor(workspaceSlug: string): Promise<Actor | null> {
  const context = await findContext(workspaceSlug);
  return context && { personId: context.personId, workspaceId: context.workspaceId, role: context.role };
}

/** Finds who somebody is in a workspace, or null, as it is whenever it is called: for answers that take their time. */
export type FindActor = (workspaceSlug: string) => Promise<Actor | null>;

/** The same for a request's own cookie. Null for whoever is not signed in. */
export async function openSession(cookie: string): Promise<FindActor | null> {
  const claims = await readClaims(cookie);
  if (!claims || !(await findPersonBySession(claims))) return null;
  return async (workspaceSlug) => {
    const person = await findPersonBySession(claims);
    const membership = person && (await findMembership(person.id, workspaceSlug));
    if (!membership) return null;
    const { role, workspace } = membership;
    return { personId: person.id, workspaceId: workspace.id as WorkspaceId, role };
  };
}

export type PageContext = Actor & {
  workspace: { name: string; slug: string };
  person: { name: string; email: string };
};

/** For pages: the signed-out go to the sign-in page and come back, strangers see that nothing is here. */
export async function requireActor(workspaceSlug: string): Promise<PageContext> {
  if (!(await findPerson())) redirect(getSignInPath((await headers()).get("x-requested-path")));
  return (await findContext(workspaceSlug)) ?? notFound();
}

/** For titles: undefined where the page shows that nothing is here. */
export async function findWorkspaceName(workspaceSlug: string): Promise<string | undefined> {
  return (await findContext(workspaceSlug))?.workspace.name;
}

const findContext = cache(async (workspaceSlug: string): Promise<PageContext | null> => {
  const person = await findPerson();
  const membership = person && (await findMembership(person.id, workspaceSlug));
  if (!membership) return null;
  const { role, workspace } = membership;
  return {
    personId: person.id,
    workspaceId: workspace.id as WorkspaceId,
    role,
    workspace: { name: workspace.name, slug: workspace.slug },
    person: { name: person.name, email: person.email },
  };
});
