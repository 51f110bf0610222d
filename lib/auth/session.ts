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

/** Finds the signed-in person. The token alone is not trusted: each request checks person and session in the database. */
export const findPerson = cache(async (): Promise<SignedInPerson | null> => {
  const claims = await findClaims((await headers()).get("cookie") ?? "");
  return claims && findPersonBySession(claims);
});

async function findClaims(cookie: string): Promise<SessionClaims | null> {
  // Passes the cookie only: next-auth would also accept a bearer token from the headers.
  const token = await getToken({
    req: new NextRequest(env().NEXTAUTH_URL, { headers: { cookie } }),
    secret: env().NEXTAUTH_SECRET,
    cookieName: getCookieName("session-token"),
  });
  return SessionClaims.safeParse(token).data ?? null;
}

/** Finds the signed-in person's membership of the workspace. Null for nonmembers. */
export async function findActor(workspaceSlug: string): Promise<Actor | null> {
  const context = await findContext(workspaceSlug);
  return context && { personId: context.personId, workspaceId: context.workspaceId, role: context.role };
}

/** Re-checks session and membership on every call. For streams. */
export type FindActor = (workspaceSlug: string) => Promise<Actor | null>;

/** Returns a `FindActor` for the session of the cookie, or null if the session is invalid. */
export async function openSession(cookie: string): Promise<FindActor | null> {
  const claims = await findClaims(cookie);
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

/** For pages: redirects to sign-in without a session, and shows 404 to nonmembers. */
export async function requireActor(workspaceSlug: string): Promise<PageContext> {
  if (!(await findPerson())) redirect(getSignInPath((await headers()).get("x-requested-path")));
  return (await findContext(workspaceSlug)) ?? notFound();
}

/** For page titles. Undefined if the page shows 404. */
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
