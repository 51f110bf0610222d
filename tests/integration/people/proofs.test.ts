import { generateSync } from "otplib";
import { beforeEach, expect, test, vi } from "vitest";
import { GET as readLogs } from "@/app/api/logs/route";
import * as applicationActions from "@/lib/applications/actions";
import { listAuditEntries } from "@/lib/audit/queries";
import type { Actor, WorkspaceId } from "@/lib/auth/actor";
import * as connectorActions from "@/lib/connectors/actions";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
import * as logActions from "@/lib/logs/actions";
import { createPerson } from "@/lib/people/mutations";
import * as proofActions from "@/lib/proofs/actions";
import { prove } from "@/lib/proofs/prove";
import { findSession } from "@/lib/sessions/queries";
import type { SessionClaims } from "@/lib/sessions/schema";
import { minute, second } from "@/lib/time";
import { confirmApp, startApp } from "@/lib/two-factor/mutations";
import { createSignInOptions } from "@/lib/two-factor/passkeys";
import { setChallenge } from "@/lib/two-factor/sign-in-state";
import * as workspaceActions from "@/lib/workspaces/actions";
import { setSignInRules } from "@/lib/workspaces/mutations";
import { createConnectorIn } from "@/tests/support/factories/connector";
import { createWorkspaceOf } from "@/tests/support/factories/people";
import { encodeSessionCookie, startSession } from "@/tests/support/factories/session";

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

beforeEach(() => {
  browser.cookies.clear();
  browser.session = "";
});

const password = "correct horse battery";
const needed = { ok: false, code: "reauthentication_required" };

test.each([5, 15, 60] as const)("issuing a key needs a proof of the last %d minutes", async (minutes) => {
  const ada = await signInOwner();
  await ada.setRules({ proofMinutes: minutes });
  await ada.age(minutes * minute - 10 * second);
  expect(await createKey(ada.slug)).toMatchObject({ ok: true });
  await ada.age(minutes * minute);
  expect(await createKey(ada.slug)).toMatchObject(needed);
  expect(await prisma.application.count({ where: { workspaceId: ada.workspaceId } })).toBe(1);
  expect(await proofActions.prove({ by: "password", password })).toMatchObject({ ok: true });
  expect(await createKey(ada.slug)).toMatchObject({ ok: true });
});

test("without the rule, and for other actions, an old sign-in is enough", async () => {
  const ada = await signInOwner();
  await ada.age(100 * minute);
  const created = await createKey(ada.slug);
  expect(created).toMatchObject({ ok: true });
  await ada.setRules({ proofMinutes: 5 });
  expect(await workspaceActions.renameWorkspace(ada.slug, { name: "Renamed" })).toMatchObject({ ok: true });
});

test("regenerating and revealing need it, and reading masked values does not", async () => {
  const ada = await signInOwner();
  const created = await createKey(ada.slug);
  if (!created.ok) throw new Error(created.message);
  await ada.setRules({ proofMinutes: 5 });
  await ada.age(5 * minute);
  const id = createId();
  expect(await logActions.getLog(ada.slug, { id, reveal: true })).toMatchObject(needed);
  expect(await logActions.getLog(ada.slug, { id, reveal: false })).toMatchObject({ code: "not_found" });
  expect(await proofActions.requestProof(ada.slug, {})).toMatchObject(needed);
  const { id: applicationId } = await prisma.application.findFirstOrThrow({
    where: { workspaceId: ada.workspaceId },
  });
  const { id: keyId } = await prisma.apiKey.findFirstOrThrow({ where: { applicationId } });
  expect(await applicationActions.regenerateKey(ada.slug, { applicationId, keyId })).toMatchObject(needed);
  expect(await proofActions.prove({ by: "password", password })).toMatchObject({ ok: true });
  expect(await applicationActions.regenerateKey(ada.slug, { applicationId, keyId })).toMatchObject({
    ok: true,
  });
});

test("a connector's secret needs it, and other settings of the connector do not", async () => {
  const ada = await signInOwner();
  await ada.setRules({ proofMinutes: 5 });
  await ada.age(5 * minute);
  const { connector } = await createConnectorIn(ada, { type: "browser", domains: ["acme.com"] });
  const { id, name, domains } = connector;
  const save = (version: number, verifiesIdentities: boolean, wasOn: boolean) =>
    connectorActions.updateConnector(ada.slug, {
      ...{ id, version, name, domains, enabled: true, allowsAnyDomain: false, honorsOptOut: true },
      ...{ renamesReservedTraits: true, verifiesIdentities, from: { verifiesIdentities: wasOn } },
    });
  expect(await save(1, false, false)).toMatchObject({ ok: true });
  expect(await save(2, true, false)).toMatchObject(needed);
  // What the browser sends about the earlier setting is checked.
  expect(await save(2, true, true)).toMatchObject({ ok: false, code: "conflict" });
  expect(await proofActions.prove({ by: "password", password })).toMatchObject({ ok: true });
  const saved = await save(2, true, false);
  expect(saved).toMatchObject({ ok: true, data: { secret: expect.stringMatching(/^[0-9a-f]{64}$/) } });
  const secretFingerprint = saved.ok ? (saved.data.connector.secretFingerprint ?? "") : "";
  await ada.age(5 * minute);
  const regenerate = connectorActions.regenerateConnectorSecret(ada.slug, { id, secretFingerprint });
  expect(await regenerate).toMatchObject(needed);
});

test("an export of values needs it, and the list does not", async () => {
  const ada = await signInOwner();
  await ada.setRules({ proofMinutes: 5 });
  await ada.age(5 * minute);
  const read = (format: string) =>
    readLogs(
      new Request(`http://localhost:3000/api/logs?workspace=${ada.slug}&format=${format}`, {
        headers: { cookie: browser.session },
      }),
      { params: Promise.resolve({}) },
    );
  expect((await read("csv")).status).toBe(403);
  expect((await read("json")).status).toBe(200);
  await prove(await ada.read(), { by: "password", password }, "203.0.113.7");
  const file = await read("csv");
  expect(file.status).toBe(200);
  await file.body?.cancel();
});

test("a person with a second factor proves it by that, and not by the password alone", async () => {
  const ada = await signInOwner();
  const secret = await ada.addApp();
  expect(await proofActions.beginProof({})).toMatchObject({ data: { byPassword: false, byCode: true } });
  expect(await proofActions.prove({ by: "password", password })).toMatchObject({ code: "bad_request" });
  const time = Date.now() + 30 * second;
  const code = generateSync({ secret, epoch: Math.floor(time / 1000) });
  expect(await proofActions.prove({ by: "code", code })).toMatchObject({ ok: true });
  expect(await proofActions.prove({ by: "code", code })).toMatchObject({ code: "bad_request" });
});

test("a passkey of another person proves nothing", async () => {
  const ada = await signInOwner();
  const { challenge } = await createSignInOptions();
  await setChallenge({ use: "proof", challenge, personId: ada.personId });
  expect(await proofActions.prove({ by: "passkey", answer: "{}" })).toMatchObject({ code: "bad_request" });
});

test("ten wrong proofs have to wait", async () => {
  const ada = await signInOwner();
  const attempt = async (text: string) =>
    prove(await ada.read(), { by: "password", password: text }, "203.0.113.7");
  for (let count = 0; count < 10; count += 1)
    await expect(attempt("wrong")).rejects.toMatchObject({ code: "bad_request" });
  await expect(attempt(password)).rejects.toMatchObject({ code: "rate_limited" });
});

test("a workspace that requires a second factor rejects members without one, also in running streams", async () => {
  const ada = await signInOwner();
  await expect(
    setSignInRules(ada.actor, { proofMinutes: null, requiresTwoFactor: true }),
  ).rejects.toMatchObject({
    code: "conflict",
  });
  await ada.addApp();
  await setSignInRules(ada.actor, { proofMinutes: null, requiresTwoFactor: true });
  expect(await createKey(ada.slug)).toMatchObject({ ok: true });
  const [entry] = (await listAuditEntries(ada.workspaceId)).rows.filter(
    ({ action }) => action === "workspace.sign-in",
  );
  expect(entry?.subject).toBe("Two-factor sign-in: optional → required");

  const member = await createPerson({ name: "Grace", email: createEmail(), password });
  await prisma.membership.create({
    data: { workspaceId: ada.workspaceId, personId: member.id, role: "admin" },
  });
  browser.session = await encodeSessionCookie(await startSession(member.id));
  expect(await createKey(ada.slug)).toMatchObject({ ok: false, code: "forbidden" });
  const answer = await readLogs(
    new Request(`http://localhost:3000/api/logs?workspace=${ada.slug}`, {
      headers: { cookie: browser.session },
    }),
    { params: Promise.resolve({}) },
  );
  expect(answer.status).toBe(404);
});

test("only owners change the rules", async () => {
  const { slug, actors } = await createWorkspaceOf("owner", "admin");
  browser.session = await encodeSessionCookie(await startSession(actors[1]?.personId ?? ""));
  const result = await workspaceActions.setSignInRules(slug, { proofMinutes: 5, requiresTwoFactor: false });
  expect(result).toMatchObject({ ok: false, code: "forbidden" });
});

async function signInOwner() {
  const { id: personId, email } = await createOwner();
  const { workspace } = await prisma.membership.findFirstOrThrow({
    where: { personId },
    select: { workspace: { select: { id: true, slug: true } } },
  });
  const claims: SessionClaims = await startSession(personId);
  browser.session = await encodeSessionCookie(claims);
  const workspaceId = workspace.id as WorkspaceId;
  const actor: Actor = { workspaceId, personId, role: "owner" };
  const read = async () => {
    const session = await findSession(claims);
    if (!session) throw new Error("No session.");
    return session;
  };
  return {
    personId,
    email,
    workspaceId,
    slug: workspace.slug,
    actor,
    read,
    setRules: (rules: { proofMinutes: 5 | 15 | 60 | null }) =>
      setSignInRules(actor, { requiresTwoFactor: false, ...rules }),
    /** Moves the latest proof into the past. */
    age: (time: number) =>
      prisma.session.update({
        where: { id: claims.sessionId },
        data: { verifiedAt: new Date(Date.now() - time) },
      }),
    addApp: async () => {
      const { secret } = await startApp(await read(), password);
      await confirmApp(await read(), generateSync({ secret }));
      return secret;
    },
  };
}

async function createOwner() {
  const email = createEmail();
  return { email, ...(await createPerson({ name: "Ada", email, password, workspaceName: "Engines" })) };
}

function createKey(slug: string) {
  return applicationActions.createApplication(slug, {
    name: `App ${createId()}`,
    permissions: ["ReadContacts"],
  });
}

function createEmail() {
  return `${createId().toLowerCase()}@example.com`;
}
