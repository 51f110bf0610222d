import "server-only";
import { cookies } from "next/headers";
import { z } from "zod";
import { getCookieName, getCookieOptions } from "@/lib/auth/cookies";
import { decrypt, encrypt } from "@/lib/encryption";
import { second } from "@/lib/time";
import { signInStateLifetime } from "@/lib/two-factor/schema";

/** The challenge that this browser may answer with a passkey. */
const Challenge = z.object({
  use: z.enum(["sign-in", "registration", "proof"]),
  challenge: z.string(),
  /** Null before sign-in. */
  personId: z.string().nullable(),
  expiresAt: z.number(),
});
export type Challenge = z.infer<typeof Challenge>;

/** A sign-in at a provider that waits for the second factor. */
const PendingSignIn = z.object({
  use: z.literal("pending"),
  personId: z.string(),
  sessionVersion: z.number(),
  expiresAt: z.number(),
});
export type PendingSignIn = z.infer<typeof PendingSignIn>;

export async function setChallenge(challenge: Omit<Challenge, "expiresAt">, now = Date.now()): Promise<void> {
  await setState("passkey-challenge", { ...challenge, expiresAt: now + signInStateLifetime });
}

export async function setPendingSignIn(
  personId: string,
  sessionVersion: number,
  now = Date.now(),
): Promise<void> {
  const expiresAt = now + signInStateLifetime;
  await setState("pending-sign-in", { use: "pending", personId, sessionVersion, expiresAt });
}

export async function readChallenge(use: Challenge["use"], now = Date.now()): Promise<Challenge | null> {
  const challenge = await readState("passkey-challenge", Challenge, now);
  return challenge?.use === use ? challenge : null;
}

export function readPendingSignIn(now = Date.now()): Promise<PendingSignIn | null> {
  return readState("pending-sign-in", PendingSignIn, now);
}

export async function deleteSignInState(): Promise<void> {
  const store = await cookies();
  for (const name of ["passkey-challenge", "pending-sign-in"].map(getCookieName))
    if (store.has(name)) store.set({ ...getCookieOptions(), name, value: "", maxAge: 0 });
}

/** Encrypted: the browser keeps the state and can neither read nor change it. */
async function setState(name: string, state: Challenge | PendingSignIn): Promise<void> {
  const value = Buffer.from(encrypt(JSON.stringify(state), "sign-in state")).toString("base64url");
  const maxAge = signInStateLifetime / second;
  (await cookies()).set({ ...getCookieOptions(), name: getCookieName(name), value, maxAge });
}

async function readState<State extends { expiresAt: number }>(
  name: string,
  schema: z.ZodType<State>,
  now: number,
): Promise<State | null> {
  const value = (await cookies()).get(getCookieName(name))?.value;
  if (!value || value.length > 2000) return null;
  try {
    const state = schema.parse(JSON.parse(decrypt(Buffer.from(value, "base64url"), "sign-in state")));
    return now < state.expiresAt ? state : null;
  } catch {
    return null;
  }
}
