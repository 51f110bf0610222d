import "server-only";
import type { Account, NextAuthOptions, User } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { toFailure } from "@/lib/action";
import { getNextAuthCookies } from "@/lib/auth/cookies";
import { toSafePath } from "@/lib/auth/next-path";
import { configureProviders } from "@/lib/auth/providers";
import { signIn } from "@/lib/auth/sign-in";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { getClientIp } from "@/lib/http/client-ip";
import { logger } from "@/lib/logger";
import { createPersonByIdentity } from "@/lib/people/mutations";
import { findPersonByIdentity, findPersonBySession, getSessionClaims } from "@/lib/people/queries";
import { SessionClaims, sessionLifetime } from "@/lib/people/schema";
import { PersonEmail } from "@/lib/text/email";
import { second } from "@/lib/time";

/** What next-auth has no way to say of a request: who began a session, and why a password was rejected. */
export type SignInAttempt = { deviceCookie: string | undefined; personId?: string; error?: AppError };

/** A function, because the environment is read when it is called and not while building. */
export function getAuthOptions(attempt: SignInAttempt): NextAuthOptions {
  return {
    secret: env().NEXTAUTH_SECRET,
    session: { strategy: "jwt", maxAge: sessionLifetime / second },
    cookies: getNextAuthCookies(),
    // Each of next-auth's own pages is replaced: nothing under /api answers HTML.
    pages: { signIn: "/sign-in", signOut: "/sign-out", error: "/sign-in", verifyRequest: "/sign-in" },
    providers: [
      Credentials({
        credentials: { email: {}, password: {} },
        authorize: (credentials, request) =>
          authorize(attempt, credentials, getClientIp(new Headers(request.headers ?? {}))),
      }),
      ...configureProviders(),
    ],
    callbacks: {
      signIn: async ({ account, user }) =>
        account === null || account.type === "credentials" || signInWithProvider(account, user),
      jwt: async ({ token, account, user }) => (account ? startSession(attempt, account, user) : token),
      session: async ({ session, token }) => ({
        expires: session.expires,
        user: await describePerson(token),
      }),
      redirect: async ({ url, baseUrl }) =>
        baseUrl + toSafePath(url.startsWith(baseUrl) ? url.slice(baseUrl.length) : url),
    },
    logger: {
      // Only the code and the reason: what next-auth adds to them can hold a provider's tokens.
      error: (code, metadata) => logger.error({ code, reason: reason(metadata) }, "Sign-in failed."),
      warn: (code) => logger.warn({ code }, "Sign-in is misconfigured."),
      debug: () => undefined,
    },
  };
}

/** next-auth carries the message of what is thrown here to the form, so it must be one that people may read. */
async function authorize(
  attempt: SignInAttempt,
  credentials: Record<string, unknown> | undefined,
  ipAddress: string,
): Promise<User> {
  try {
    const input = { email: credentials?.email, password: credentials?.password };
    return { id: await signIn(input, { ipAddress, deviceCookie: attempt.deviceCookie }) };
  } catch (error) {
    if (error instanceof AppError) attempt.error = error;
    throw new Error(toFailure(error).message);
  }
}

/**
 * Lets in whoever a provider vouches for: true, or the page that says why not. An address that has an account
 * already is refused, because holding it at a provider does not prove that the account is theirs.
 */
async function signInWithProvider(account: Account, user: User): Promise<true | string> {
  const { provider, providerAccountId: externalId } = account;
  if (await findPersonByIdentity(provider, externalId)) return true;
  const { data: email } = PersonEmail.safeParse(user.email);
  if (!email) return "/sign-in?error=unverified-email";
  try {
    const name = user.name?.trim() || email;
    await createPersonByIdentity({ provider, externalId }, { name, email });
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === "conflict") return "/sign-in?error=email-taken";
    throw new Error(toFailure(error).message);
  }
}

async function startSession(attempt: SignInAttempt, account: Account, user: User): Promise<SessionClaims> {
  const person =
    account.type === "credentials"
      ? user
      : await findPersonByIdentity(account.provider, account.providerAccountId);
  if (!person) throw new Error("The identity that was just let in is gone.");
  attempt.personId = person.id;
  return getSessionClaims(person.id);
}

/** What /api/auth/session tells the browser. Nothing, once the session has ended. */
async function describePerson(token: unknown): Promise<{ name: string; email: string } | undefined> {
  const claims = SessionClaims.safeParse(token);
  const person = claims.success ? await findPersonBySession(claims.data) : null;
  return person ? { name: person.name, email: person.email } : undefined;
}

function reason(metadata: unknown): string {
  const wrapped = typeof metadata === "object" && metadata !== null && "error" in metadata && metadata.error;
  const error = metadata instanceof Error ? metadata : wrapped;
  return error instanceof Error ? error.message : "no reason given";
}
