import "server-only";
import type { Account, NextAuthOptions, User } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { z } from "zod";
import { toFailure } from "@/lib/action";
import { getNextAuthCookies } from "@/lib/auth/cookies";
import { toSafePath } from "@/lib/auth/next-path";
import { configureProviders } from "@/lib/auth/providers";
import { completePendingSignIn, signIn, signInByPasskey } from "@/lib/auth/sign-in";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { logger } from "@/lib/logger";
import { createPersonByIdentity } from "@/lib/people/mutations";
import { findPersonByIdentity } from "@/lib/people/queries";
import { createSession } from "@/lib/sessions/mutations";
import { findSession } from "@/lib/sessions/queries";
import { SessionClaims, type SessionDevice, sessionLifetime } from "@/lib/sessions/schema";
import { PersonEmail } from "@/lib/text/email";
import { second } from "@/lib/time";
import { findStoredFactors } from "@/lib/two-factor/queries";
import { readPendingSignIn } from "@/lib/two-factor/sign-in-state";

/** Carries what next-auth does not pass on: the browser, and the person who signed in or the error. */
export type SignInAttempt = {
  device: SessionDevice;
  deviceCookie: string | undefined;
  /** When the password was verified. */
  sessionVersion?: number;
  personId?: string;
  /** A sign-in at a provider that waits for the second factor. */
  pending?: { id: string; sessionVersion: number };
  error?: AppError;
};

/** A function, since the environment is not available during the build. */
export function getAuthOptions(attempt: SignInAttempt): NextAuthOptions {
  return {
    secret: env().NEXTAUTH_SECRET,
    session: { strategy: "jwt", maxAge: sessionLifetime / second },
    cookies: getNextAuthCookies(),
    // Replaces all pages of next-auth: /api never returns HTML.
    pages: { signIn: "/sign-in", signOut: "/sign-out", error: "/sign-in", verifyRequest: "/sign-in" },
    providers: [
      Credentials({
        credentials: { email: {}, password: {}, code: {}, passkey: {} },
        authorize: (credentials) => signInWithCredentials(attempt, credentials),
      }),
      ...configureProviders(),
    ],
    callbacks: {
      signIn: async ({ account, user }) =>
        account === null || account.type === "credentials" || signInWithProvider(attempt, account, user),
      jwt: async ({ token, account, user }) => (account ? startSession(attempt, account, user) : token),
      session: async ({ session, token }) => ({
        expires: session.expires,
        user: await findSessionUser(token),
      }),
      redirect: async ({ url, baseUrl }) =>
        baseUrl + toSafePath(url.startsWith(baseUrl) ? url.slice(baseUrl.length) : url),
    },
    logger: {
      // Logs only code and message: the rest of the metadata can contain provider tokens.
      error: (code, metadata) => logger.error({ code, reason: getErrorMessage(metadata) }, "Sign-in failed."),
      warn: (code) => logger.warn({ code }, "Sign-in is misconfigured."),
      debug: () => undefined,
    },
  };
}

/** Throws errors with a user-facing message: next-auth passes it to the form. */
async function signInWithCredentials(
  attempt: SignInAttempt,
  credentials: Record<string, unknown> | undefined,
): Promise<User> {
  const { device, deviceCookie } = attempt;
  try {
    const { email, password, code, passkey } = SignInFields.parse(credentials ?? {});
    const source = { ipAddress: device.ipAddress, deviceCookie };
    const pending = await readPendingSignIn();
    const { id, sessionVersion } = passkey
      ? await signInByPasskey(passkey, { email, password }, pending, source)
      : pending && !email
        ? await completePendingSignIn(pending, code ?? "", source)
        : await signIn({ email, password, code }, source);
    attempt.sessionVersion = sessionVersion;
    return { id };
  } catch (error) {
    if (error instanceof AppError) attempt.error = error;
    throw new Error(toFailure(error).message);
  }
}

const text = z.string().optional().catch(undefined);
/** next-auth passes on the form as it came. */
const SignInFields = z.object({ email: text, password: text, code: text, passkey: text });

/**
 * Finds or creates the person of a provider identity. Returns true, or the page that shows the error or asks for the second factor. An identity never
 * joins an existing account by email: the provider's email does not prove ownership of that account.
 */
async function signInWithProvider(
  attempt: SignInAttempt,
  account: Account,
  user: User,
): Promise<true | string> {
  const { provider, providerAccountId: externalId } = account;
  const existing = await findPersonByIdentity(provider, externalId);
  if (existing) {
    attempt.sessionVersion = existing.sessionVersion;
    if (!(await findStoredFactors(existing.id))?.isOn) return true;
    attempt.pending = existing;
    return "/sign-in/second-factor";
  }
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
  if (!person) throw new Error("The identity of this sign-in no longer exists.");
  const claims = await createSession(
    { id: person.id, sessionVersion: attempt.sessionVersion },
    attempt.device,
  );
  if (!claims) throw new Error("The password or the account changed during this sign-in.");
  attempt.personId = person.id;
  return claims;
}

/** Returns the `user` of /api/auth/session, or undefined after the session ended. */
async function findSessionUser(token: unknown): Promise<{ name: string; email: string } | undefined> {
  const claims = SessionClaims.safeParse(token);
  const person = claims.success ? await findSession(claims.data) : null;
  return person ? { name: person.name, email: person.email } : undefined;
}

function getErrorMessage(metadata: unknown): string {
  const wrapped = typeof metadata === "object" && metadata !== null && "error" in metadata && metadata.error;
  const error = metadata instanceof Error ? metadata : wrapped;
  return error instanceof Error ? error.message : "no message";
}
