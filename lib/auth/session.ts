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
import { AppError } from "@/lib/errors";
import { getClientIp } from "@/lib/http/client-ip";
import { touchSession } from "@/lib/sessions/mutations";
import { findSession } from "@/lib/sessions/queries";
import { SessionClaims, type SessionDevice, type SignedInPerson } from "@/lib/sessions/schema";
import { minute } from "@/lib/time";
import { findStoredFactors } from "@/lib/two-factor/queries";
import { listDeletedWorkspaces } from "@/lib/workspaces/deletion/queries";
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

/** An actor, and the rules of the workspace for their sign-in. */
export type GuardedActor = Actor & {
  /** Null: the sign-in may be of any time. */
  proofMinutes: number | null;
  /** The workspace requires a second factor that the person does not have. */
  lacksTwoFactor: boolean;
};

/** Finds the signed-in person's membership of the workspace. Null for nonmembers. */
export async function findActor(workspaceSlug: string): Promise<GuardedActor | null> {
  const context = await findContext(workspaceSlug);
  if (!context) return null;
  const { personId, workspaceId, role, proofMinutes, lacksTwoFactor } = context;
  return { personId, workspaceId, role, proofMinutes, lacksTwoFactor };
}

/** Rejects an act that needs a recent sign-in or second factor in this workspace. */
export function requireRecentProof(
  { proofMinutes }: Pick<GuardedActor, "proofMinutes">,
  { verifiedAt }: Pick<SignedInPerson, "verifiedAt">,
  now = Date.now(),
): void {
  if (proofMinutes === null || now - verifiedAt.getTime() < proofMinutes * minute) return;
  throw new AppError("reauthentication_required", "Confirm that it is you, then try again.");
}

export function requireTwoFactor({ lacksTwoFactor }: Pick<GuardedActor, "lacksTwoFactor">): void {
  if (!lacksTwoFactor) return;
  throw new AppError("forbidden", "This workspace requires two-factor sign-in. Set it up in Your account.");
}

/** Re-checks session and membership on every call. For streams. */
export type FindActor = (workspaceSlug: string) => Promise<GuardedActor | null>;

/**
 * Returns a `FindActor` for the session of the cookie, or null if the session is invalid. Polls and streams run without the
 * person, so they do not count as use.
 */
export async function openSession(
  cookie: string,
): Promise<{ person: SignedInPerson; findActor: FindActor } | null> {
  const claims = await findClaims(cookie);
  const opened = claims && (await findSession(claims));
  if (!opened) return null;
  const findActorOfSession: FindActor = async (workspaceSlug) => {
    const person = await findSession(claims);
    const membership = person && (await findMembership(person.id, workspaceSlug));
    if (!membership) return null;
    const { role, workspace } = membership;
    return {
      personId: person.id,
      workspaceId: workspace.id as WorkspaceId,
      role,
      ...(await readRules(person, workspace)),
    };
  };
  return { person: opened, findActor: findActorOfSession };
}

/** Looks up the person's factors only where they matter. */
async function readRules(
  { id }: Pick<SignedInPerson, "id">,
  { proofMinutes, requiresTwoFactor }: { proofMinutes: number | null; requiresTwoFactor: boolean },
) {
  const lacksTwoFactor = requiresTwoFactor && !(await findStoredFactors(id))?.isOn;
  return { proofMinutes, lacksTwoFactor };
}

export type PageContext = GuardedActor & {
  workspace: { name: string; slug: string };
  person: { name: string; email: string };
};

/** For pages: redirects to sign-in without a session. */
export async function requirePerson(): Promise<SignedInPerson> {
  return (await findPerson()) ?? redirect(getSignInPath((await headers()).get("x-requested-path")));
}

/**
 * For pages: redirects to sign-in without a session, and shows 404 to nonmembers. Leads owners of a deleted workspace to its
 * restoration, and members who lack a required second factor to its set-up.
 */
export async function requireActor(workspaceSlug: string): Promise<PageContext> {
  const { id } = await requirePerson();
  const context = await findContext(workspaceSlug);
  if (!context) {
    const deleted = await listDeletedWorkspaces(id);
    if (deleted.some(({ slug }) => slug === workspaceSlug)) redirect("/deleted-workspaces");
    notFound();
  }
  if (context.lacksTwoFactor) redirect(`/account?workspace=${encodeURIComponent(context.workspace.slug)}`);
  return context;
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
    ...(await readRules(person, workspace)),
    workspace: { name: workspace.name, slug: workspace.slug },
    person: { name: person.name, email: person.email },
  };
});
