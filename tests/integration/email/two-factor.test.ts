import { generateSync } from "otplib";
import { beforeEach, expect, test, vi } from "vitest";
import { listAuditEntries } from "@/lib/audit/queries";
import type { WorkspaceId } from "@/lib/auth/actor";
import { addKnownDevice } from "@/lib/auth/known-devices";
import { completePendingSignIn, signIn, signInByPasskey } from "@/lib/auth/sign-in";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { AppError } from "@/lib/errors";
import { createId } from "@/lib/ids";
import { createPasswordReset, resetPassword } from "@/lib/password-resets/mutations";
import { createPerson } from "@/lib/people/mutations";
import { findCredentialsById } from "@/lib/people/queries";
import { findSession } from "@/lib/sessions/queries";
import { minute, second } from "@/lib/time";
import * as actions from "@/lib/two-factor/actions";
import {
  acceptCode,
  confirmApp,
  disableTwoFactor,
  regenerateRecoveryCodes,
  removeApp,
  removePasskey,
  startApp,
} from "@/lib/two-factor/mutations";
import { createSignInOptions } from "@/lib/two-factor/passkeys";
import { getTwoFactorState } from "@/lib/two-factor/queries";
import { maxPasskeys } from "@/lib/two-factor/schema";
import { setChallenge } from "@/lib/two-factor/sign-in-state";
import { encodeSessionCookie, startSession } from "@/tests/support/factories/session";
import { findTablesWith } from "@/tests/support/matchers/search-database";
import { captureServerLog } from "@/tests/support/matchers/server-log";
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

const password = "correct horse battery";
const now = Date.now();

test("every mismatch gets the same error: a right password without the code, a wrong one, an unknown email", async () => {
  const { email, secret } = await createAdaWithApp();
  const code = createCode(secret, now + minute);
  const attempts = [
    { email, password },
    { email, password, code: "" },
    { email, password, code: code === "000000" ? "000001" : "000000" },
    { email, password, code: "aaaa-bbbb-cccc-dddd" },
    { email, password: "wrong", code },
    { email, password: "wrong" },
    { email: createEmail(), password, code },
    { email: createEmail(), password },
  ];
  const errors = await Promise.all(
    attempts.map((input) => reject(signIn(input, createClient(), now + minute))),
  );
  expect(new Set(errors.map(({ code: name, message }) => `${name} ${message}`)).size).toBe(1);
  expect(await signIn({ email, password, code }, createClient(), now + minute)).toMatchObject({
    id: expect.any(String),
  });
});

test("a right password without the code uses up attempts like a wrong one", async () => {
  const { email } = await createAdaWithApp();
  const client = createClient();
  for (let attempt = 0; attempt < 5; attempt += 1)
    expect((await reject(signIn({ email, password }, client))).code).toBe("unauthorized");
  expect((await reject(signIn({ email, password }, client))).code).toBe("rate_limited");
});

test.each([
  ["30 seconds early", 30 * second, true],
  ["now", 0, true],
  ["30 seconds late", -30 * second, true],
  ["60 seconds late", -60 * second, false],
  ["60 seconds early", 60 * second, false],
])("a code of a clock that is %s is accepted: %s", async (_, skew, isAccepted) => {
  const { id, secret } = await createAdaWithApp();
  const time = now + 10 * minute;
  expect(await acceptCode(id, createCode(secret, time + skew), time)).toBe(isAccepted);
});

test("a code is accepted once, also in concurrent attempts, and no earlier one after it", async () => {
  const { id, secret } = await createAdaWithApp();
  const time = now + 10 * minute;
  const code = createCode(secret, time);
  const results = await Promise.all([1, 2, 3, 4].map(() => acceptCode(id, code, time)));
  expect(results.filter(Boolean)).toHaveLength(1);
  expect(await acceptCode(id, createCode(secret, time - 30 * second), time)).toBe(false);
  expect(await acceptCode(id, createCode(secret, time + 30 * second), time)).toBe(true);
});

test("the code that turned the app on does not sign in", async () => {
  const { email, secret } = await createAdaWithApp();
  const error = await reject(signIn({ email, password, code: createCode(secret, now) }, createClient(), now));
  expect(error.code).toBe("unauthorized");
});

test("a recovery code signs in once, in any spelling, and its use is told by email", async () => {
  const { id, email, recoveryCodes } = await createAdaWithApp();
  expect(recoveryCodes).toHaveLength(10);
  const [code = ""] = recoveryCodes;
  const typed = code.toUpperCase().replaceAll("-", " ").replaceAll("0", "O").replaceAll("1", "I");
  expect(await signIn({ email, password, code: typed }, createClient())).toMatchObject({ id });
  expect((await reject(signIn({ email, password, code }, createClient()))).code).toBe("unauthorized");
  expect((await getTwoFactorState(id)).recoveryCodesLeft).toBe(9);
  expect(await countMails(id)).toBe(2);
});

test("ten wrong codes after the right password stop unknown devices, and no known one", async () => {
  const { id, email, secret } = await createAdaWithApp();
  const owner = await findCredentialsById(id);
  if (!owner) throw new Error("No person.");
  const deviceCookie = addKnownDevice(undefined, owner);
  const time = now + 20 * minute;
  const wrong = { email, password, code: "aaaa-bbbb-cccc-dddd" };
  for (let attempt = 0; attempt < 10; attempt += 1) await reject(signIn(wrong, createClient(), time));
  const right = { email, password, code: createCode(secret, time) };
  const rejection = await reject(signIn(right, createClient(), time));
  // The same error as before: another one would tell that the password is right.
  expect(rejection.code).toBe("unauthorized");
  // The person is told, once.
  await expect.poll(() => prisma.email.count({ where: { personId: id, kind: "wrongCodes" } })).toBe(1);
  expect(await signIn(right, { ...createClient(), deviceCookie }, time)).toMatchObject({ id });
});

test("a link for a forgotten password does not bypass the second factor", async () => {
  const { id, email, secret } = await createAdaWithApp();
  const token = await prisma.$transaction((transaction) => createPasswordReset(transaction, id));
  const next = "another staple entirely";
  await resetPassword({ token, password: next });
  expect((await reject(signIn({ email, password: next }, createClient()))).code).toBe("unauthorized");
  const time = now + 30 * minute;
  const code = createCode(secret, time);
  expect(await signIn({ email, password: next, code }, createClient(), time)).toMatchObject({ id });
});

test("a sign-in at a provider waits for the second factor", async () => {
  const { id, secret } = await createAdaWithApp();
  const pending = { use: "pending", personId: id, sessionVersion: 1, expiresAt: 0 } as const;
  expect((await reject(completePendingSignIn(pending, "", createClient()))).code).toBe("unauthorized");
  const time = now + 40 * minute;
  const code = createCode(secret, time);
  expect(await completePendingSignIn(pending, code, createClient(), time)).toMatchObject({
    id,
    sessionVersion: 1,
  });
});

test("turning on ends sessions that began without it, tells by email and is in the audit log", async () => {
  const ada = await createAda();
  const other = await startSession(ada.id);
  await turnOn(ada);
  expect(await findSession(other)).toBeNull();
  expect(await findSession({ personId: ada.id, sessionId: ada.sessionId })).not.toBeNull();
  expect(await countMails(ada.id)).toBe(1);
  const entries = (await listAuditEntries(ada.workspaceId)).rows.map(({ action, subject }) => [
    action,
    subject,
  ]);
  expect(entries).toContainEqual(["member.two-factor", "on"]);
});

test("removing needs the password, and the last factor takes the recovery codes along", async () => {
  const ada = await createAdaWithApp();
  await addPasskey(ada);
  await expect(removeApp(ada, "wrong")).rejects.toMatchObject({ code: "bad_request" });
  await removeApp(ada, password);
  expect(await getTwoFactorState(ada.id)).toMatchObject({ isOn: true, hasApp: false, recoveryCodesLeft: 10 });
  const [passkey] = (await getTwoFactorState(ada.id)).passkeys;
  await expect(removePasskey(ada, { id: passkey?.id ?? "", currentPassword: "wrong" })).rejects.toMatchObject(
    {
      code: "bad_request",
    },
  );
  await removePasskey(ada, { id: passkey?.id ?? "", currentPassword: password });
  expect(await getTwoFactorState(ada.id)).toMatchObject({ isOn: false, passkeys: [], recoveryCodesLeft: 0 });
  expect(await signIn({ email: ada.email, password }, createClient())).toMatchObject({ id: ada.id });
  const entries = (await listAuditEntries(ada.workspaceId)).rows.map(({ action, subject }) => [
    action,
    subject,
  ]);
  expect(entries[0]).toEqual(["member.two-factor", "off"]);
});

test("replaced recovery codes stop working", async () => {
  const ada = await createAdaWithApp();
  const next = await regenerateRecoveryCodes(ada, password);
  expect(await acceptCode(ada.id, ada.recoveryCodes[0] ?? "")).toBe(false);
  expect(await acceptCode(ada.id, next[0] ?? "")).toBe(true);
});

test("the operator removes all factors of a locked-out person", async () => {
  const ada = await createAdaWithApp();
  await addPasskey(ada);
  expect(await disableTwoFactor(ada.id)).toBe(true);
  expect(await disableTwoFactor(ada.id)).toBe(false);
  expect(await getTwoFactorState(ada.id)).toMatchObject({ isOn: false, passkeys: [], recoveryCodesLeft: 0 });
});

test("neither database nor server log holds a secret, a code or a recovery code", async () => {
  const log = captureServerLog();
  const { id, email, secret, recoveryCodes } = await createAdaWithApp();
  const code = createCode(secret, now + 50 * minute);
  await signIn({ email, password, code }, createClient(), now + 50 * minute);
  await acceptCode(id, recoveryCodes[1] ?? "");
  expect(await findTablesWith(pool, [secret, ...recoveryCodes])).toEqual([]);
  expect(JSON.stringify(log())).not.toContain(secret);
});

test("a passkey with a PIN signs in alone, and its answer is accepted once", async () => {
  const ada = await createAda();
  const device = await addPasskey(ada);
  const challenge = await beginPasskeySignIn();
  const answer = device.sign(challenge);
  const results = await Promise.allSettled(
    [1, 2, 3].map(() => signInByPasskey(answer, {}, null, createClient())),
  );
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  await reject(signInByPasskey(answer, {}, null, createClient()));
  const [passkey] = (await getTwoFactorState(ada.id)).passkeys;
  expect(passkey?.lastUsedAt).toBeInstanceOf(Date);
  // The password alone no longer signs in.
  expect((await reject(signIn({ email: ada.email, password }, createClient()))).code).toBe("unauthorized");
});

test("a passkey without a PIN also needs the password of its person, or the sign-in at a provider", async () => {
  const [ada, grace] = [await createAda(), await createAda()];
  const device = await addPasskey(ada);
  const attempt = async (input: unknown, pending: string | null = null) => {
    const answer = device.sign(await beginPasskeySignIn(), { userVerified: false });
    const state = { use: "pending", personId: pending ?? "", sessionVersion: 1, expiresAt: 0 } as const;
    return signInByPasskey(answer, input, pending === null ? null : state, createClient());
  };
  expect((await reject(attempt({}))).code).toBe("unauthorized");
  expect((await reject(attempt({ email: ada.email, password: "wrong" }))).code).toBe("unauthorized");
  expect((await reject(attempt({ email: grace.email, password }))).code).toBe("unauthorized");
  expect((await reject(attempt({}, grace.id))).code).toBe("unauthorized");
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
    expect((await reject(signInByPasskey(answer, {}, null, createClient()))).code).toBe("unauthorized");
  await setChallenge({ use: "registration", challenge, personId: ada.id });
  await reject(signInByPasskey(device.sign(challenge), {}, null, createClient()));
  browser.cookies.clear();
  await reject(signInByPasskey(device.sign(challenge), {}, null, createClient()));
});

test("a person has 20 passkeys at most, and a client tries 20 at a time", async () => {
  const ada = await createAda();
  const stored = { personId: ada.id, name: "Old", publicKey: new Uint8Array(1), counter: 0, transports: [] };
  const data = Array.from({ length: maxPasskeys }, () => ({ ...stored, id: createId() }));
  await prisma.passkey.createMany({ data });
  await expect(addPasskey(ada)).rejects.toThrow("20 passkeys at most");
  const client = createClient();
  for (let attempt = 0; attempt < 20; attempt += 1)
    expect((await reject(signInByPasskey("{}", {}, null, client))).code).toBe("unauthorized");
  expect((await reject(signInByPasskey("{}", {}, null, client))).code).toBe("rate_limited");
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

async function createAda() {
  const email = createEmail();
  const { id } = await createPerson({ name: "Ada", email, password, workspaceName: "Engines" });
  const { workspaceId } = await prisma.membership.findFirstOrThrow({ where: { personId: id } });
  const session = await findSession(await startSession(id));
  if (!session) throw new Error("No session.");
  return { ...session, workspaceId: workspaceId as WorkspaceId };
}

async function turnOn(ada: Awaited<ReturnType<typeof createAda>>) {
  const { secret } = await startApp(ada, password);
  const recoveryCodes = (await confirmApp(ada, createCode(secret, now), now)) ?? [];
  return { secret, recoveryCodes };
}

async function createAdaWithApp() {
  const ada = await createAda();
  return { ...ada, ...(await turnOn(ada)) };
}

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

function createCode(secret: string, time: number): string {
  return generateSync({ secret, epoch: Math.floor(time / 1000) });
}

async function reject(promise: Promise<unknown>): Promise<AppError> {
  const error = await promise.then(
    () => new Error("It was accepted."),
    (rejection) => rejection,
  );
  expect(error).toBeInstanceOf(AppError);
  return error;
}

function countMails(personId: string): Promise<number> {
  return prisma.email.count({ where: { personId, kind: "twoFactorChanged" } });
}

let clients = 0;
function createClient() {
  clients += 1;
  return { ipAddress: `198.18.${clients >> 8}.${clients % 256}` };
}

function createEmail() {
  return `${createId().toLowerCase()}@example.com`;
}
