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
import { getClientIp } from "@/lib/http/client-ip";
import { touchSession } from "@/lib/sessions/mutations";
import { findSession } from "@/lib/sessions/queries";
import { SessionClaims, type SessionDevice, type SignedInPerson } from "@/lib/sessions/schema";
import { findMembership } from "@/lib/workspaces/queries";

/**
 * Finds the signed-in person, and records that the session is in use. The token alone is not trusted: each request checks
 * person and session in the database.
 */
export const findPerson = cache(async (): Promise<SignedInPerson | null> => {
  const requestHeaders = await headers();
  const claims = await findClaims(requestHeaders.get("cookie") ?? "");
  const session = claims && (await findSession(claims));
  if (session) await touchSession(session, readSessionDevice(requestHeaders));
  return session;
});

export function readSessionDevice(requestHeaders: Headers): SessionDevice {
  return { ipAddress: getClientIp(requestHeaders), userAgent: requestHeaders.get("user-agent") ?? "" };
}

/** Reads the claims of the session cookie, whose session may have ended. */
export async function findClaims(cookie: string): Promise<SessionClaims | null> {
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

/**
 * Returns a `FindActor` for the session of the cookie, or null if the session is invalid. Polls and streams run without the
 * person, so they do not count as use.
 */
export async function openSession(cookie: string): Promise<FindActor | null> {
  const claims = await findClaims(cookie);
  if (!claims || !(await findSession(claims))) return null;
  return async (workspaceSlug) => {
    const person = await findSession(claims);
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

/** For pages: redirects to sign-in without a session. */
export async function requirePerson(): Promise<SignedInPerson> {
  return (await findPerson()) ?? redirect(getSignInPath((await headers()).get("x-requested-path")));
}

/** For pages: redirects to sign-in without a session, and shows 404 to nonmembers. */
export async function requireActor(workspaceSlug: string): Promise<PageContext> {
  await requirePerson();
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
