import { beforeEach, expect, test, vi } from "vitest";
import { listAuditEntries } from "@/lib/audit/queries";
import type { WorkspaceId } from "@/lib/auth/actor";
import { addKnownDevice, findKnownDevice } from "@/lib/auth/known-devices";
import { signIn } from "@/lib/auth/sign-in";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { createDelivery } from "@/lib/email/sender";
import { createSender } from "@/lib/email/transport";
import * as emailActions from "@/lib/email-changes/actions";
import { confirmEmailChange, requestEmailChange, sendEmailChange } from "@/lib/email-changes/mutations";
import { createId } from "@/lib/ids";
import { createPasswordReset } from "@/lib/password-resets/mutations";
import { findPasswordReset } from "@/lib/password-resets/queries";
import { changePassword, createPerson, createPersonByIdentity, renamePerson } from "@/lib/people/mutations";
import { findCredentialsById, getAccount } from "@/lib/people/queries";
import { RenamePerson } from "@/lib/people/schema";
import { findSession } from "@/lib/sessions/queries";
import type { SessionClaims } from "@/lib/sessions/schema";
import { minute } from "@/lib/time";
import { encodeSessionCookie, startSession } from "@/tests/support/factories/session";
import { findTablesWith } from "@/tests/support/matchers/search-database";
import { provideMailServer } from "@/tests/support/servers/provide-mail-server";

// Next.js is not running.
const request = vi.hoisted(() => ({ cookie: "", later: [] as (() => Promise<unknown>)[] }));
vi.mock("next/headers", () => ({ headers: async () => new Headers({ cookie: request.cookie }) }));
vi.mock("next/cache", () => ({ revalidatePath: () => undefined }));
vi.mock("next/server", async (original) => ({
  ...(await original<typeof import("next/server")>()),
  after: (work: () => Promise<unknown>) => void request.later.push(work),
}));

const server = provideMailServer();
beforeEach(() => {
  request.later.length = 0;
});

const password = "correct horse battery";
const newPassword = "another staple entirely";

test("the email changes by the link to the new address, and the old address is told twice", async () => {
  const ada = await createAda();
  const email = createEmail();
  const token = await askFor(ada, email);
  const mails = await receive();
  expect(mails.map(({ to, subject }) => [to, subject])).toEqual([
    [ada.email, "A new email was requested for your account"],
    [email, "Confirm your new email"],
  ]);
  expect(mails[1]?.text).toContain(`/confirm-email#${token}`);
  expect(mails[0]?.text).not.toContain(token);
  expect((await getAccount(ada.id)).pendingEmail).toBe(email);

  expect(await confirmEmailChange(token)).toEqual({ email });
  expect(await getAccount(ada.id)).toMatchObject({ email, pendingEmail: null });
  expect((await receive()).map(({ to, subject }) => [to, subject])).toEqual([
    [ada.email, "The email of your account was changed"],
  ]);
  expect(await signIn({ email, password }, { ipAddress: createId() })).toMatchObject({ id: ada.id });
  const [entry] = (await listAuditEntries(ada.workspaceId)).rows;
  expect(entry).toMatchObject({
    action: "member.email",
    subject: email,
    detail: `from ${ada.email}`,
    personId: ada.id,
  });
});

test("a link works once, for 30 minutes, until a newer one, a cancellation or a new password", async () => {
  const ada = await createAda();
  const now = Date.now();
  const reject = (token: string, message: string, time = now) =>
    expect(confirmEmailChange(token, time)).rejects.toMatchObject({ code: "not_found", message });
  const token = await askFor(ada, createEmail(), now);
  await reject(token, "This link is older than 30 minutes.", now + 30 * minute);
  const newer = await askFor(ada, createEmail(), now);
  await reject(token, "This link is incomplete, was cancelled, or a newer one replaced it.");
  const attempts = await Promise.allSettled([1, 2, 3].map(() => confirmEmailChange(newer, now)));
  expect(attempts.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  await reject(newer, "This link was used already.");
  const third = await askFor(await reload(ada), createEmail(), now);
  await changePassword(await reload(ada), { currentPassword: password, password: newPassword });
  await reject(third, "This link is incomplete, was cancelled, or a newer one replaced it.");
  expect(await findTablesWith(pool, [token, newer, third])).toEqual([]);
});

test("an address with an account gets no email, and the response is the same", async () => {
  const [ada, grace] = [await createAda(), await createAda()];
  request.cookie = await encodeSessionCookie(toClaims(ada));
  const answers: unknown[] = [];
  for (const email of [grace.email, createEmail()]) {
    answers.push(await emailActions.requestEmailChange({ email, currentPassword: password }));
    expect((await getAccount(ada.id)).pendingEmail).toBe(email);
    for (const work of request.later.splice(0)) await work();
  }
  expect(answers[0]).toEqual({ ok: true, data: undefined });
  expect(answers[1]).toEqual(answers[0]);
  expect((await receive()).filter(({ to }) => to === grace.email)).toEqual([]);
  // The address got an account between request and confirmation.
  const email = createEmail();
  const token = await askFor(ada, email);
  await createPerson({ name: "Eve", email, password });
  await expect(confirmEmailChange(token)).rejects.toMatchObject({
    message: "Another account has this email.",
  });
});

test("a wrong password changes nothing, and ten of them have to wait", async () => {
  const ada = await createAda();
  const wrong = { email: createEmail(), currentPassword: "wrong" };
  for (let attempt = 0; attempt < 10; attempt += 1) {
    await expect(requestEmailChange(ada, wrong)).rejects.toMatchObject({
      code: "bad_request",
      details: { issues: [{ path: "currentPassword" }] },
    });
  }
  const right = { currentPassword: password, password: newPassword };
  await expect(changePassword(ada, right)).rejects.toMatchObject({ code: "rate_limited" });
  expect(await prisma.emailChange.count({ where: { personId: ada.id } })).toBe(0);
});

test("links to confirm are limited per person", async () => {
  const ada = await createAda();
  for (let attempt = 0; attempt < 5; attempt += 1) await askFor(ada, createEmail());
  await expect(askFor(ada, createEmail())).rejects.toMatchObject({ code: "rate_limited" });
});

test("a new password ends the other sessions, forgets devices and links, and tells by email", async () => {
  const ada = await createAda();
  const other = await startSession(ada.id);
  const device = addKnownDevice(undefined, await findOwner(ada.id));
  const reset = await prisma.$transaction((transaction) => createPasswordReset(transaction, ada.id));
  await changePassword(ada, { currentPassword: password, password: newPassword });
  expect(await findSession(toClaims(ada))).toMatchObject({ id: ada.id });
  expect(await findSession(other)).toBeNull();
  expect(findKnownDevice(device, await findOwner(ada.id))).toBeNull();
  expect((await findPasswordReset(reset)).problem).toBe("unknown");
  const [mail] = await receive();
  expect(mail).toMatchObject({ to: ada.email, subject: "Your password was changed" });
  expect(mail?.text).toContain("All other sessions have ended");
  await expect(signIn({ email: ada.email, password }, { ipAddress: createId() })).rejects.toMatchObject({
    code: "unauthorized",
  });
});

test("of two concurrent changes of a password one succeeds", async () => {
  const ada = await createAda();
  const change = (next: string) => changePassword(ada, { currentPassword: password, password: next });
  const results = await Promise.allSettled([change(newPassword), change("a third long phrase")]);
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test("a weak password is rejected as at sign-up", async () => {
  const ada = await createAda();
  for (const weak of ["passwordpassword", "Analytical Engines"])
    await expect(changePassword(ada, { currentPassword: password, password: weak })).rejects.toMatchObject({
      details: { issues: [{ path: "password", message: expect.stringMatching(/easy to guess/) }] },
    });
});

test("a person without a password changes their email only after a recent sign-in", async () => {
  const { id } = await createPersonByIdentity(
    { provider: "github", externalId: createId() },
    { name: "G", email: createEmail() },
  );
  const session = await findSession(await startSession(id));
  if (!session) throw new Error("No session.");
  const input = { email: createEmail(), currentPassword: "" };
  await requestEmailChange(session, input);
  await expect(requestEmailChange(session, input, Date.now() + 10 * minute)).rejects.toMatchObject({
    code: "forbidden",
  });
  await expect(changePassword(session, { currentPassword: "", password })).rejects.toMatchObject({
    code: "conflict",
  });
});

test("a name is cleaned as at sign-up", async () => {
  const ada = await createAda();
  await renamePerson(ada.id, RenamePerson.parse({ name: "  Ada   King " }).name);
  expect((await getAccount(ada.id)).name).toBe("Ada King");
  expect(RenamePerson.safeParse({ name: " " }).success).toBe(false);
});

async function createAda() {
  const email = createEmail();
  const { id } = await createPerson({ name: "Ada", email, password, workspaceName: "Analytical Engines" });
  const { workspaceId } = await prisma.membership.findFirstOrThrow({ where: { personId: id } });
  const session = await findSession(await startSession(id));
  if (!session) throw new Error("No session.");
  return { ...session, workspaceId: workspaceId as WorkspaceId };
}

async function reload<Person extends { id: string; sessionId: string }>(person: Person) {
  const session = await findSession(toClaims(person));
  if (!session) throw new Error("No session.");
  return { ...person, ...session };
}

function toClaims({ id, sessionId }: { id: string; sessionId: string }): SessionClaims {
  return { personId: id, sessionId };
}

async function askFor(person: Awaited<ReturnType<typeof createAda>>, email: string, now?: number) {
  const token = await requestEmailChange(person, { email, currentPassword: password }, now);
  await sendEmailChange(person, email, token, now);
  return token;
}

/** Delivers the queue and returns the mails with their recipient. */
async function receive() {
  const deliver = createDelivery(createSender());
  while ((await prisma.email.count({ where: { nextAttemptAt: { not: null } } })) > 0) await deliver();
  return server.mails.splice(0).map((mail) => ({ ...mail, to: mail.envelope.to[0] }));
}

async function findOwner(id: string) {
  const owner = await findCredentialsById(id);
  if (!owner) throw new Error("No person.");
  return owner;
}

function createEmail() {
  return `${createId().toLowerCase()}@example.com`;
}
