import { expect, test, vi } from "vitest";
import { findPastedKey, identifyKey } from "@/lib/applications/actions";
import { deleteApplication, setEnabled } from "@/lib/applications/mutations";
import { getApplication } from "@/lib/applications/queries";
import type { Actor } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import { regenerateKey, setOverlap } from "@/lib/keys/mutations";
import { createKey } from "@/lib/keys/secret";
import { sha256 } from "@/lib/keys/sha256";
import { createApplicationIn, usedKeys } from "@/tests/support/factories/application";
import { createWorkspaceOf } from "@/tests/support/factories/people";
import { createSessionCookie } from "@/tests/support/factories/session";

const request = vi.hoisted(() => ({ cookie: "" }));
vi.mock("next/headers", () => ({ headers: async () => new Headers({ cookie: request.cookie }) }));

test("finds a key by its hash", async () => {
  const { slug, member } = await signInAs("member");
  const { key, keyId } = await createApplicationIn(member);
  expect(await findPastedKey(slug, { hash: sha256(key) })).toEqual({
    ok: true,
    data: { id: keyId, hint: key.slice(-4) },
  });
  expect(await findPastedKey(slug, { hash: key })).toMatchObject({ ok: false, code: "bad_request" });
});

test("tells which key it is, in each state", async () => {
  const { slug, member } = await signInAs("member");
  const application = await createApplicationIn(member);
  const { workspaceId, personId, id, keyId, key } = application;
  const { name } = await getApplication(workspaceId, id);
  const identify = async (text: string) => {
    const result = await identifyKey(slug, { hash: sha256(text) });
    return result.ok ? result.data : result;
  };
  const known = { keyId, hint: key.slice(-4), lastUsedAt: null, application: { id, name } };
  expect(await identify(key)).toEqual({ ...known, state: "active", until: null });
  const current = { applicationId: id, keyId };
  const replacement = await regenerateKey(workspaceId, personId, { ...current, overlap: "day" });
  usedKeys.push(replacement.key);
  expect(await identify(key)).toMatchObject({ ...known, state: "old", until: expect.any(Date) });
  await setEnabled(workspaceId, personId, id, false);
  expect(await identify(replacement.key)).toMatchObject({ keyId: replacement.keyId, state: "disabled" });
  await setOverlap(workspaceId, personId, { ...current, overlap: "none" });
  expect(await identify(key)).toMatchObject({ ...known, state: "revoked" });
  await setEnabled(workspaceId, personId, id, true);
  await prisma.apiKey.updateMany({ where: { id: replacement.keyId }, data: { expiresAt: new Date(0) } });
  expect(await identify(replacement.key)).toMatchObject({ state: "expired", until: new Date(0) });
  await deleteApplication(workspaceId, personId, id);
  expect(await identify(replacement.key)).toMatchObject({ state: "deleted" });
});

test("answers a key of another workspace as an unknown key", async () => {
  const theirs = await createApplicationIn();
  const { slug } = await signInAs("owner");
  const unknown = sha256(createKey().key);
  expect(await identifyKey(slug, { hash: unknown })).toEqual({ ok: true, data: null });
  expect(await identifyKey(slug, { hash: sha256(theirs.key) })).toEqual({ ok: true, data: null });
  const rejected = await findPastedKey(slug, { hash: unknown });
  expect(rejected).toMatchObject({ ok: false, code: "not_found" });
  expect(await findPastedKey(slug, { hash: sha256(theirs.key) })).toEqual(rejected);
});

test("rejects the 31st key search of a person within a minute, but not of another person", async () => {
  const { slug } = await signInAs("owner");
  const hash = sha256("jny_mistyped");
  const search = (index: number) => (index % 2 ? findPastedKey(slug, { hash }) : identifyKey(slug, { hash }));
  const results = await Promise.all(Array.from({ length: 31 }, (_, index) => search(index)));
  const codes = results.map((result) => !result.ok && result.code);
  expect(codes.filter((code) => code === "rate_limited")).toHaveLength(1);
  const other = await signInAs("owner");
  expect(await findPastedKey(other.slug, { hash })).toMatchObject({ code: "not_found" });
});

async function signInAs(role: "owner" | "member") {
  const { workspaceId, slug, actors } = await createWorkspaceOf(role);
  const [actor] = actors as [Actor];
  request.cookie = await createSessionCookie(actor);
  return { slug, member: { workspaceId, personId: actor.personId } };
}
