import { beforeEach, expect, test, vi } from "vitest";
import { signIn, signInByPasskey } from "@/lib/auth/sign-in";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
import * as actions from "@/lib/two-factor/actions";
import { createSignInOptions } from "@/lib/two-factor/passkeys";
import { getTwoFactorState } from "@/lib/two-factor/queries";
import { maxPasskeys } from "@/lib/two-factor/schema";
import { setChallenge } from "@/lib/two-factor/sign-in-state";
import { encodeSessionCookie } from "@/tests/support/factories/session";
import {
  createAda,
  createSignInClient,
  expectRejection,
  adaPassword as password,
} from "@/tests/support/factories/two-factor";
import { createPasskeyDevice } from "@/tests/support/models/passkey-device";
import { provideMailServer } from "@/tests/support/servers/provide-mail-server";

// Next.js is not running, so the mock keeps the cookies of one browser.
const browser = vi.hoisted(() => ({ session: "", cookies: new Map<string, string>() }));
vi.mock("next/headers", () => ({
  headers: async () => new Headers({ cookie: browser.session }),
  cookies: async () => ({
    get: (name: string) => (browser.cookies.has(name) ? { value: browser.cookies.get(name) } : undefined),
    has: (name: string) => browser.cookies.has(name),
    set: ({ name, value }: { name: string; value: string }) => void browser.cookies.set(name, value),
  }),
}));
vi.mock("next/cache", () => ({ revalidatePath: () => undefined }));

provideMailServer();
beforeEach(() => {
  browser.cookies.clear();
  browser.session = "";
});

test("a passkey with a PIN signs in alone, and its answer is accepted once", async () => {
  const ada = await createAda();
  const device = await addPasskey(ada);
  const challenge = await beginPasskeySignIn();
  const answer = device.sign(challenge);
  const results = await Promise.allSettled(
    [1, 2, 3].map(() => signInByPasskey(answer, {}, null, createSignInClient())),
  );
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  await expectRejection(signInByPasskey(answer, {}, null, createSignInClient()));
  const [passkey] = (await getTwoFactorState(ada.id)).passkeys;
  expect(passkey?.lastUsedAt).toBeInstanceOf(Date);
  // The password alone no longer signs in.
  expect((await expectRejection(signIn({ email: ada.email, password }, createSignInClient()))).code).toBe(
    "unauthorized",
  );
});

test("a passkey without a PIN also needs the password of its person, or the sign-in at a provider", async () => {
  const [ada, grace] = [await createAda(), await createAda()];
  const device = await addPasskey(ada);
  const attempt = async (input: unknown, pending: string | null = null) => {
    const answer = device.sign(await beginPasskeySignIn(), { userVerified: false });
    const state = { use: "pending", personId: pending ?? "", sessionVersion: 1, expiresAt: 0 } as const;
    return signInByPasskey(answer, input, pending === null ? null : state, createSignInClient());
  };
  expect((await expectRejection(attempt({}))).code).toBe("unauthorized");
  expect((await expectRejection(attempt({ email: ada.email, password: "wrong" }))).code).toBe("unauthorized");
  expect((await expectRejection(attempt({ email: grace.email, password }))).code).toBe("unauthorized");
  expect((await expectRejection(attempt({}, grace.id))).code).toBe("unauthorized");
  expect(await attempt({ email: ada.email, password })).toMatchObject({ id: ada.id });
  expect(await attempt({}, ada.id)).toMatchObject({ id: ada.id });
});

test("rejects answers to another challenge, of another site, of another use, and of unknown passkeys", async () => {
  const ada = await createAda();
  const device = await addPasskey(ada);
  const older = await beginPasskeySignIn();
  const challenge = await beginPasskeySignIn();
  const foreign = createPasskeyDevice();
  const phishing = createPasskeyDevice({ origin: "https://evil.example", rpId: "evil.example" });
  for (const answer of [
    device.sign(older),
    foreign.sign(challenge),
    phishing.sign(challenge),
    "{}",
    "not JSON",
  ])
    expect((await expectRejection(signInByPasskey(answer, {}, null, createSignInClient()))).code).toBe(
      "unauthorized",
    );
  await setChallenge({ use: "registration", challenge, personId: ada.id });
  await expectRejection(signInByPasskey(device.sign(challenge), {}, null, createSignInClient()));
  browser.cookies.clear();
  await expectRejection(signInByPasskey(device.sign(challenge), {}, null, createSignInClient()));
});

test("a person has 20 passkeys at most, and a client tries 20 at a time", async () => {
  const ada = await createAda();
  const stored = { personId: ada.id, name: "Old", publicKey: new Uint8Array(1), counter: 0, transports: [] };
  const data = Array.from({ length: maxPasskeys }, () => ({ ...stored, id: createId() }));
  await prisma.passkey.createMany({ data });
  await expect(addPasskey(ada)).rejects.toThrow("20 passkeys at most");
  const client = createSignInClient();
  for (let attempt = 0; attempt < 20; attempt += 1)
    expect((await expectRejection(signInByPasskey("{}", {}, null, client))).code).toBe("unauthorized");
  expect((await expectRejection(signInByPasskey("{}", {}, null, client))).code).toBe("rate_limited");
});

test("a passkey is registered by the person who began, once", async () => {
  const [ada, grace] = [await createAda(), await createAda()];
  browser.session = await encodeSessionCookie({ personId: ada.id, sessionId: ada.sessionId });
  const started = await actions.startPasskey({ currentPassword: password });
  if (!started.ok) throw new Error(started.message);
  const answer = createPasskeyDevice().register(started.data.challenge);
  const cookies = new Map(browser.cookies);
  browser.session = await encodeSessionCookie({ personId: grace.id, sessionId: grace.sessionId });
  expect(await actions.addPasskey({ answer, name: "Stolen" })).toMatchObject({ ok: false });
  browser.session = await encodeSessionCookie({ personId: ada.id, sessionId: ada.sessionId });
  expect(await actions.addPasskey({ answer, name: "Mine" })).toMatchObject({ ok: true });
  browser.cookies = cookies;
  expect(await actions.addPasskey({ answer, name: "Again" })).toMatchObject({ ok: false });
  expect((await actions.startPasskey({ currentPassword: "wrong" })).ok).toBe(false);
});

/** Registers a passkey through the actions, as the signed-in person. */
async function addPasskey(ada: { id: string; sessionId: string }) {
  browser.session = await encodeSessionCookie({ personId: ada.id, sessionId: ada.sessionId });
  const started = await actions.startPasskey({ currentPassword: password });
  if (!started.ok) throw new Error(started.message);
  const device = createPasskeyDevice();
  const added = await actions.addPasskey({ answer: device.register(started.data.challenge), name: "Laptop" });
  if (!added.ok) throw new Error(added.message);
  return device;
}

async function beginPasskeySignIn(): Promise<string> {
  const { challenge } = await createSignInOptions();
  await setChallenge({ use: "sign-in", challenge, personId: null });
  return challenge;
}
