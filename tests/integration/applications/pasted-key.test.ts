import { expect, test, vi } from "vitest";
import { findPastedKey } from "@/lib/applications/actions";
import type { Actor } from "@/lib/auth/actor";
import { createKey } from "@/lib/keys/secret";
import { createApplicationIn } from "@/tests/support/factories/application";
import { createWorkspaceOf } from "@/tests/support/factories/people";
import { createSessionCookie } from "@/tests/support/factories/session";

const request = vi.hoisted(() => ({ cookie: "" }));
vi.mock("next/headers", () => ({ headers: async () => new Headers({ cookie: request.cookie }) }));

test("finds a pasted key by its hash, and never returns the key itself", async () => {
  const { slug, member } = await signInAs("member");
  const { key, keyId } = await createApplicationIn(member);
  const found = await findPastedKey(slug, { key });
  expect(found).toEqual({ ok: true, data: { id: keyId, hint: key.slice(-4) } });
  expect(JSON.stringify(await findPastedKey(slug, { key: `${key}0` }))).not.toContain(key);
});

test("returns the same error for a key of another workspace as for an unknown key", async () => {
  const theirs = await createApplicationIn();
  const { slug } = await signInAs("owner");
  const unknown = await findPastedKey(slug, { key: createKey().key });
  expect(unknown).toMatchObject({ ok: false, code: "not_found" });
  expect(await findPastedKey(slug, { key: theirs.key })).toEqual(unknown);
});

test("rejects the 31st key search of a person within a minute, but not of another person", async () => {
  const { slug } = await signInAs("owner");
  const search = () => findPastedKey(slug, { key: "jny_mistyped" });
  const results = await Promise.all(Array.from({ length: 31 }, search));
  const codes = results.map((result) => !result.ok && result.code);
  expect(codes.filter((code) => code === "rate_limited")).toHaveLength(1);
  expect(codes.filter((code) => code === "bad_request")).toHaveLength(30);
  const other = await signInAs("owner");
  expect(await findPastedKey(other.slug, { key: "jny_mistyped" })).toMatchObject({ code: "bad_request" });
});

async function signInAs(role: "owner" | "member") {
  const { workspaceId, slug, actors } = await createWorkspaceOf(role);
  const [actor] = actors as [Actor];
  request.cookie = await createSessionCookie(actor);
  return { slug, member: { workspaceId, personId: actor.personId } };
}
