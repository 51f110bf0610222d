import { generateSync } from "otplib";
import { expect, test } from "vitest";
import { listAuditEntries } from "@/lib/audit/queries";
import { addKnownDevice } from "@/lib/auth/known-devices";
import { completePendingSignIn, signIn } from "@/lib/auth/sign-in";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
import { createPasswordReset, resetPassword } from "@/lib/password-resets/mutations";
import { findCredentialsById } from "@/lib/people/queries";
import { findSession } from "@/lib/sessions/queries";
import { minute, second } from "@/lib/time";
import {
  acceptCode,
  addPasskey,
  confirmApp,
  disableTwoFactor,
  regenerateRecoveryCodes,
  removeApp,
  removePasskey,
  startApp,
} from "@/lib/two-factor/mutations";
import { getTwoFactorState } from "@/lib/two-factor/queries";
import { startSession } from "@/tests/support/factories/session";
import {
  type Ada,
  createAda,
  createEmail,
  createSignInClient,
  expectRejection,
  adaPassword as password,
} from "@/tests/support/factories/two-factor";
import { findTablesWith } from "@/tests/support/matchers/search-database";
import { captureServerLog } from "@/tests/support/matchers/server-log";
import { provideMailServer } from "@/tests/support/servers/provide-mail-server";

provideMailServer();
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
    attempts.map((input) => expectRejection(signIn(input, createSignInClient(), now + minute))),
  );
  expect(new Set(errors.map(({ code: name, message }) => `${name} ${message}`)).size).toBe(1);
  expect(await signIn({ email, password, code }, createSignInClient(), now + minute)).toMatchObject({
    id: expect.any(String),
  });
});

test("a right password without the code uses up attempts like a wrong one", async () => {
  const { email } = await createAdaWithApp();
  const client = createSignInClient();
  for (let attempt = 0; attempt < 5; attempt += 1)
    expect((await expectRejection(signIn({ email, password }, client))).code).toBe("unauthorized");
  expect((await expectRejection(signIn({ email, password }, client))).code).toBe("rate_limited");
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
  const error = await expectRejection(
    signIn({ email, password, code: createCode(secret, now) }, createSignInClient(), now),
  );
  expect(error.code).toBe("unauthorized");
});

test("a recovery code signs in once, in any spelling, and its use is told by email", async () => {
  const { id, email, recoveryCodes } = await createAdaWithApp();
  expect(recoveryCodes).toHaveLength(10);
  const [code = ""] = recoveryCodes;
  const typed = code.toUpperCase().replaceAll("-", " ").replaceAll("0", "O").replaceAll("1", "I");
  expect(await signIn({ email, password, code: typed }, createSignInClient())).toMatchObject({ id });
  expect((await expectRejection(signIn({ email, password, code }, createSignInClient()))).code).toBe(
    "unauthorized",
  );
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
  for (let attempt = 0; attempt < 10; attempt += 1)
    await expectRejection(signIn(wrong, createSignInClient(), time));
  const right = { email, password, code: createCode(secret, time) };
  const rejection = await expectRejection(signIn(right, createSignInClient(), time));
  // The same error as before: another one would tell that the password is right.
  expect(rejection.code).toBe("unauthorized");
  // The person is told, once.
  await expect.poll(() => prisma.email.count({ where: { personId: id, kind: "wrongCodes" } })).toBe(1);
  expect(await signIn(right, { ...createSignInClient(), deviceCookie }, time)).toMatchObject({ id });
});

test("a link for a forgotten password does not bypass the second factor", async () => {
  const { id, email, secret } = await createAdaWithApp();
  const token = await prisma.$transaction((transaction) => createPasswordReset(transaction, id));
  const next = "another staple entirely";
  await resetPassword({ token, password: next });
  expect((await expectRejection(signIn({ email, password: next }, createSignInClient()))).code).toBe(
    "unauthorized",
  );
  const time = now + 30 * minute;
  const code = createCode(secret, time);
  expect(await signIn({ email, password: next, code }, createSignInClient(), time)).toMatchObject({ id });
});

test("a sign-in at a provider waits for the second factor", async () => {
  const { id, secret } = await createAdaWithApp();
  const pending = { use: "pending", personId: id, sessionVersion: 1, expiresAt: 0 } as const;
  expect((await expectRejection(completePendingSignIn(pending, "", createSignInClient()))).code).toBe(
    "unauthorized",
  );
  const time = now + 40 * minute;
  const code = createCode(secret, time);
  expect(await completePendingSignIn(pending, code, createSignInClient(), time)).toMatchObject({
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
  await addLaptop(ada);
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
  expect(await signIn({ email: ada.email, password }, createSignInClient())).toMatchObject({ id: ada.id });
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
  await addLaptop(ada);
  expect(await disableTwoFactor(ada.id)).toBe(true);
  expect(await disableTwoFactor(ada.id)).toBe(false);
  expect(await getTwoFactorState(ada.id)).toMatchObject({ isOn: false, passkeys: [], recoveryCodesLeft: 0 });
});

test("neither database nor server log holds a secret, a code or a recovery code", async () => {
  const log = captureServerLog();
  const { id, email, secret, recoveryCodes } = await createAdaWithApp();
  const code = createCode(secret, now + 50 * minute);
  await signIn({ email, password, code }, createSignInClient(), now + 50 * minute);
  await acceptCode(id, recoveryCodes[1] ?? "");
  expect(await findTablesWith(pool, [secret, ...recoveryCodes])).toEqual([]);
  expect(JSON.stringify(log())).not.toContain(secret);
});

async function turnOn(ada: Ada) {
  const { secret } = await startApp(ada, password);
  const recoveryCodes = (await confirmApp(ada, createCode(secret, now), now)) ?? [];
  return { secret, recoveryCodes };
}

async function createAdaWithApp() {
  const ada = await createAda();
  return { ...ada, ...(await turnOn(ada)) };
}

function addLaptop(ada: Ada) {
  const key = { id: createId(), publicKey: new Uint8Array(1), counter: 0, transports: [] };
  return addPasskey(ada, { ...key, name: "Laptop" });
}

function createCode(secret: string, time: number): string {
  return generateSync({ secret, epoch: Math.floor(time / 1000) });
}

function countMails(personId: string): Promise<number> {
  return prisma.email.count({ where: { personId, kind: "twoFactorChanged" } });
}
