import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { hashLinkToken } from "@/lib/auth/link-token";
import { signIn } from "@/lib/auth/sign-in";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { createDelivery } from "@/lib/email/sender";
import { createSender } from "@/lib/email/transport";
import { AppError } from "@/lib/errors";
import { createId } from "@/lib/ids";
import * as actions from "@/lib/password-resets/actions";
import { requestPasswordReset, resetPassword } from "@/lib/password-resets/mutations";
import { findPasswordReset } from "@/lib/password-resets/queries";
import { createPerson, createPersonByIdentity } from "@/lib/people/mutations";
import { findSession } from "@/lib/sessions/queries";
import { minute } from "@/lib/time";
import { startSession } from "@/tests/support/factories/session";
import { findTablesWith } from "@/tests/support/matchers/search-database";
import { captureServerLog } from "@/tests/support/matchers/server-log";
import { provideMailServer } from "@/tests/support/servers/provide-mail-server";

// Next.js is not running, so the mock provides the request and collects what runs after the response.
const request = vi.hoisted(() => ({ ipAddress: "203.0.113.9", later: [] as (() => Promise<unknown>)[] }));
vi.mock("next/headers", () => ({
  headers: async () => new Headers({ "x-forwarded-for": request.ipAddress }),
  cookies: async () => ({ get: () => undefined, set: () => undefined }),
}));
vi.mock("next/cache", () => ({ revalidatePath: () => undefined }));
vi.mock("next/server", async (original) => ({
  ...(await original<typeof import("next/server")>()),
  after: (work: () => Promise<unknown>) => void request.later.push(work),
}));

const server = provideMailServer();
beforeEach(() => {
  request.later.length = 0;
  request.ipAddress = createClient().ipAddress;
});
afterEach(() => void vi.restoreAllMocks());
let clients = 0;

const [oldPassword, newPassword] = ["correct horse battery", "another staple entirely"];

test("the email of a known address has one link, which sets the password and ends all sessions", async () => {
  const { id, email } = await createAda();
  const session = await startSession(id);
  const token = await receiveToken(email);
  const [mail] = server.mails;
  expect(mail?.subject).toBe("Choose a new password");
  expect(mail?.text).toContain(`for the account ${email}`);
  expect(mail?.text).toContain("The link works once, for 30 minutes.");
  expect(mail?.html).toContain(`href="http://localhost:3000/reset-password#${token}"`);
  expect(token).toMatch(/^[\w-]{43}$/);

  expect(await resetPassword({ token, password: newPassword })).toEqual({ personId: id, email });
  expect(await findSession(session)).toBeNull();
  expect(await signIn({ email, password: newPassword }, createClient())).toMatchObject({ id });
  await expect(signIn({ email, password: oldPassword }, createClient())).rejects.toMatchObject({
    code: "unauthorized",
  });
});

test("a security email tells that the password was changed, without a token", async () => {
  const { email } = await createAda();
  const token = await receiveToken(email);
  await resetPassword({ token, password: newPassword }, Date.UTC(2026, 10, 29, 20, 15));
  await deliverAll();
  const mail = server.mails.at(-1);
  expect(mail?.envelope.to).toEqual([email]);
  expect(mail?.subject).toBe("Your password was changed");
  expect(mail?.text).toContain("was changed on 29 November 2026 at 20:15 UTC. All sessions have ended");
  expect(mail?.text).toContain("http://localhost:3000/forgot-password");
  expect(mail?.text).not.toMatch(/[\w-]{43}/);
});

test("people who sign in with a provider get an email that says so", async () => {
  const email = `${createId().toLowerCase()}@example.com`;
  const { id } = await createPersonByIdentity(
    { provider: "github", externalId: createId() },
    { name: "Grace", email },
  );
  await requestPasswordReset(email);
  await deliverAll();
  expect(server.mails).toMatchObject([
    { subject: "Your account has no password", envelope: { to: [email] } },
  ]);
  expect(server.mails[0]?.text).toContain("you sign in with GitHub.");
  expect(server.mails[0]?.text).not.toContain("reset-password");
  expect(await prisma.passwordReset.count({ where: { personId: id } })).toBe(0);
});

test("an unknown address gets no email", async () => {
  await requestPasswordReset(`${createId()}@example.com`);
  await deliverAll();
  expect(server.mails).toEqual([]);
});

test("the action answers the same for known and unknown addresses, and asks the database only after the response", async () => {
  const { email } = await createAda();
  const query = vi.spyOn(pool, "query");
  const connect = vi.spyOn(pool, "connect");
  const answers = [];
  for (const address of [email, `${createId()}@example.com`, email.toUpperCase()])
    answers.push(await actions.requestPasswordReset({ email: address }));
  expect(answers).toEqual(Array(3).fill({ ok: true, data: undefined }));
  expect([query.mock.calls.length, connect.mock.calls.length]).toEqual([0, 0]);
  for (const work of request.later) await work();
  await deliverAll();
  // The second request of the same address replaced the first email.
  expect(server.mails.map(({ envelope }) => envelope.to)).toEqual([[email]]);
});

test("a client gets three emails for an address, then waits, also for an unknown one", async () => {
  const { email } = await createAda();
  for (const address of [email, `${createId().toLowerCase()}@example.com`]) {
    for (let attempt = 0; attempt < 3; attempt += 1)
      expect(await actions.requestPasswordReset({ email: address })).toMatchObject({ ok: true });
    expect(await actions.requestPasswordReset({ email: address })).toMatchObject({
      ok: false,
      code: "rate_limited",
      message: "Too many attempts. Wait 5 minutes, then try again.",
    });
  }
  const unlucky = `${createId().toLowerCase()}@example.com`;
  request.ipAddress = "198.51.100.1";
  expect(await actions.requestPasswordReset({ email: unlucky })).toMatchObject({ ok: true });
});

test("a link is valid until the last millisecond of its 30 minutes", async () => {
  const { email } = await createAda();
  const now = Date.now();
  const token = await receiveToken(email, now);
  const end = now + 30 * minute;
  expect(await findPasswordReset(token, end - 1)).toMatchObject({ problem: null, person: { email } });
  expect(await findPasswordReset(token, end)).toEqual({ problem: "expired", person: null });
  await expect(resetPassword({ token, password: newPassword }, end)).rejects.toMatchObject({
    code: "not_found",
    message: "This link is older than 30 minutes.",
  });
  await resetPassword({ token, password: newPassword }, end - 1);
});

test("a link that expires while the password is hashed sets no password", async () => {
  const { id, email } = await createAda();
  const token = await receiveToken(email);
  const before = await findHash(id);
  const resetting = resetPassword({ token, password: newPassword });
  await prisma.passwordReset.update({ where: { personId: id }, data: { expiresAt: new Date(0) } });
  await expect(resetting).rejects.toMatchObject({ code: "not_found" });
  expect(await findHash(id)).toBe(before);
});

test("of concurrent uses of a link one wins", { repeats: 4 }, async () => {
  const { id, email } = await createAda();
  const token = await receiveToken(email);
  const passwords = [newPassword, "a third long phrase", "a fourth long phrase"];
  const results = await Promise.allSettled(passwords.map((password) => resetPassword({ token, password })));
  const winners = passwords.filter((_, index) => results[index]?.status === "fulfilled");
  expect(winners).toHaveLength(1);
  expect(await signIn({ email, password: winners[0] }, createClient())).toMatchObject({ id });
  const { sessionVersion } = await prisma.person.findUniqueOrThrow({ where: { id } });
  expect(sessionVersion).toBe(2);
  expect(await prisma.email.count({ where: { personId: id, kind: "passwordChanged" } })).toBe(1);
});

test("a link works once", async () => {
  const { email } = await createAda();
  const token = await receiveToken(email);
  await resetPassword({ token, password: newPassword });
  expect(await findPasswordReset(token)).toEqual({ problem: "used", person: null });
  await expect(resetPassword({ token, password: "a third long phrase" })).rejects.toMatchObject({
    message: "This link was used already. The password that was chosen with it is valid.",
  });
});

test("a newer link replaces an older one, and its unsent email", async () => {
  const { email } = await createAda();
  const older = await receiveToken(email);
  // This one is not sent before the next request.
  await requestPasswordReset(email);
  const newer = await receiveToken(email);
  expect(server.mails).toHaveLength(2);
  expect(await findPasswordReset(older)).toEqual({ problem: "unknown", person: null });
  await expect(resetPassword({ token: older, password: newPassword })).rejects.toMatchObject({
    code: "not_found",
  });
  expect(await findPasswordReset(newer)).toMatchObject({ problem: null });
});

test.each(["", "unknown", "a".repeat(43), "%00"])("the unknown token %j is rejected", async (token) => {
  expect(await findPasswordReset(token)).toEqual({ problem: "unknown", person: null });
  await expect(resetPassword({ token, password: newPassword })).rejects.toMatchObject({ code: "not_found" });
});

test("the hash of a token is not a token", async () => {
  const { email } = await createAda();
  const token = await receiveToken(email);
  expect(await findPasswordReset(hashLinkToken(token))).toEqual({ problem: "unknown", person: null });
});

test.each([
  ["passwordpassword", /easy to guess/],
  ["Ada Lovelace 1", /easy to guess/],
  ["Analytical Engines", /easy to guess/],
])("the weak password %s is rejected and does not use up the link", async (password, message) => {
  const { email } = await createAda();
  const token = await receiveToken(email);
  const rejection = await resetPassword({ token, password }).catch((error) => error);
  expect(rejection).toBeInstanceOf(AppError);
  expect(rejection.message).toMatch(message);
  expect(rejection.details.issues).toMatchObject([{ path: "password" }]);
  expect(await findPasswordReset(token)).toMatchObject({ problem: null });
});

test("neither the database nor the server log holds a token", async () => {
  const log = captureServerLog();
  const { email } = await createAda();
  server.reject({ command: "DATA", code: 451 });
  await requestPasswordReset(email);
  await createDelivery(createSender())();
  server.reject(null);
  const token = await receiveToken(email);
  await actions.resetPassword({ token: "unknown", password: newPassword });
  await resetPassword({ token, password: newPassword });
  expect(await findTablesWith(pool, [token])).toEqual([]);
  expect(log().length).toBeGreaterThan(0);
  expect(JSON.stringify(log())).not.toMatch(/reset-password|[\w-]{43}/);
});

async function createAda() {
  const email = `${createId().toLowerCase()}@example.com`;
  const { id } = await createPerson({
    name: "Ada Lovelace",
    email,
    password: oldPassword,
    workspaceName: "Analytical Engines",
  });
  return { id, email };
}

/** Requests a link and reads its token from the email. */
async function receiveToken(email: string, now?: number): Promise<string> {
  await requestPasswordReset(email, now);
  await deliverAll();
  const token = /\/reset-password#(\S+)/.exec(server.mails.at(-1)?.text ?? "")?.[1];
  if (!token) throw new Error("The email has no link.");
  return token;
}

async function deliverAll(): Promise<void> {
  const deliver = createDelivery(createSender());
  while (await deliver(Date.now() + 1000));
}

async function findHash(id: string) {
  return (await prisma.person.findUniqueOrThrow({ where: { id } })).passwordHash;
}

/** A new IP address, so that the rate limits of other tests do not apply. */
function createClient() {
  clients += 1;
  return { ipAddress: `192.0.2.${clients}` };
}
