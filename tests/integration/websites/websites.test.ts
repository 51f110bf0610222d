import { describe, expect, it, test, vi } from "vitest";
import type { Actor, WorkspaceId } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import {
  createVerificationSecret,
  decryptVerificationSecret,
  encryptVerificationSecret,
} from "@/lib/identity-verification/secret";
import { createId } from "@/lib/ids";
import * as actions from "@/lib/websites/actions";
import { createWebsite, deleteWebsite, regenerateSecret, updateWebsite } from "@/lib/websites/mutations";
import { findInstallation, getWebsite, listWebsites } from "@/lib/websites/queries";
import { type Installation, loadWebsiteListQuery, NewWebsite } from "@/lib/websites/schema";
import { createWorkspaceOf } from "@/tests/support/factories/people";
import { createSessionCookie } from "@/tests/support/factories/session";
import { findTablesWith } from "@/tests/support/matchers/search-database";

// Outside Next there is no request and no page to refresh.
const request = vi.hoisted(() => ({ cookie: "" }));
vi.mock("next/headers", () => ({ headers: async () => new Headers({ cookie: request.cookie }) }));
vi.mock("next/cache", () => ({ revalidatePath: () => undefined }));

const defaults = { allowsAnyDomain: false, honorsOptOut: true };
const off = { ...defaults, verifiesIdentities: false };

test("takes the registrable domain from a host or a URL", () => {
  const written = [
    "acme.com",
    " ACME.com ",
    "www.acme.com",
    "https://acme.com/x?y=1#z",
    "shop.eu.acme.com:8080",
  ];
  for (const domain of written) expect(parse(domain).data?.domain).toBe("acme.com");
  expect(parse("https://www.bücher.example/").data?.domain).toBe("xn--bcher-kva.example");
});

test("keeps the subdomain under a shared domain", () => {
  for (const [host, domain] of [
    ["alice.github.io", "alice.github.io"],
    ["https://docs.alice.github.io/start", "alice.github.io"],
    ["shop.vercel.app", "shop.vercel.app"],
  ] as const)
    expect(parse(host).data?.domain).toBe(domain);
});

test("rejects domains that cannot be registered", () => {
  for (const domain of [
    "",
    "localhost",
    "http://localhost:3000",
    "com",
    "co.uk",
    "github.io",
    "10.0.0.1",
    "[::1]",
    "a b.com",
  ]) {
    expect(parse(domain).error?.issues[0], domain).toMatchObject({ path: ["domain"] });
  }
});

test("adds a domain once when several members add it at the same time", async () => {
  const { workspaceId, personId } = await createOwner();
  const add = () => createWebsite(workspaceId, personId, { domain: "acme.com", ...defaults });
  const attempts = await Promise.allSettled(Array.from({ length: 8 }, add));
  const rejections = attempts.flatMap((attempt) => (attempt.status === "rejected" ? [attempt.reason] : []));
  expect(rejections).toHaveLength(7);
  const taken = { path: "domain", message: "acme.com is already one of your websites." };
  for (const error of rejections)
    expect(error).toMatchObject({ code: "conflict", details: { issues: [taken] } });
  expect(await listWebsites(workspaceId, { page: 1 })).toMatchObject({ total: 1 });
});

test("allows one domain in two workspaces, each with its own tracker", async () => {
  const [mine, theirs] = [await add("acme.com"), await add("acme.com")];
  expect(mine.website.trackerId).not.toBe(theirs.website.trackerId);
});

test("lists websites by domain in pages, and returns the last page past the end", async () => {
  const { workspaceId, personId } = await createOwner();
  expect(await listWebsites(workspaceId, { page: 7 })).toMatchObject({ rows: [], page: 1, total: 0 });
  await prisma.website.createMany({
    data: Array.from({ length: 101 }, (_, i) => ({
      workspaceId,
      id: createId(),
      domain: `site-${1000 + i}.example`,
      trackerId: createId(),
      createdById: personId,
    })),
  });
  const first = await listWebsites(workspaceId, { page: 1 });
  expect(first.rows).toHaveLength(50);
  expect(first.rows[0]?.domain).toBe("site-1000.example");
  const last = await listWebsites(workspaceId, { page: 900 });
  expect(last).toMatchObject({ page: 3, total: 101 });
  expect(last.rows.map(({ domain }) => domain)).toEqual(["site-1100.example"]);
});

test("falls back to the first page for an invalid query", () => {
  for (const page of ["-3", "x", ["1", "2"], undefined]) {
    expect(loadWebsiteListQuery({ page, more: "y" })).toEqual({ page: 1 });
  }
});

test("issues a secret with verification, keeps it while on, and deletes it when off", async () => {
  const { workspaceId, personId, website } = await add("acme.com");
  let from = off;
  const save = async (verifiesIdentities: boolean) => {
    const edit = { id: website.id, from, ...defaults, verifiesIdentities };
    const saved = await updateWebsite(workspaceId, personId, edit);
    from = { ...defaults, verifiesIdentities };
    return saved;
  };
  const on = await save(true);
  expect(await readSecret(website.id)).toBe(on.secret);
  expect(await save(true)).toMatchObject({
    secret: null,
    website: { secretFingerprint: on.website.secretFingerprint },
  });
  expect(await readSecret(website.id)).toBe(on.secret);
  expect(await save(false)).toMatchObject({ secret: null, website: { secretFingerprint: null } });
  expect(await readSecret(website.id)).toBeNull();
  const again = await save(true);
  expect(again.secret).not.toBe(on.secret);
});

test("issues one valid secret when two members turn verification on at the same time", async () => {
  const { workspaceId, personId, website } = await add("acme.com");
  const edit = { id: website.id, from: off, ...off, verifiesIdentities: true };
  const attempts = await Promise.allSettled([1, 2, 3].map(() => updateWebsite(workspaceId, personId, edit)));
  const secrets = attempts.flatMap((attempt) => (attempt.status === "fulfilled" ? attempt.value.secret : []));
  expect(secrets).toEqual([await readSecret(website.id)]);
});

test("rejects the second of two concurrent edits", async () => {
  const { workspaceId, personId, website } = await add("acme.com");
  const edit = { id: website.id, from: off, ...off };
  await updateWebsite(workspaceId, personId, { ...edit, allowsAnyDomain: true });
  const second = updateWebsite(workspaceId, personId, {
    ...edit,
    honorsOptOut: false,
    verifiesIdentities: true,
  });
  await expect(second).rejects.toMatchObject({ code: "conflict" });
  expect(await getWebsite(workspaceId, website.id)).toEqual({ ...website, allowsAnyDomain: true });
  expect(await readSecret(website.id)).toBeNull();
});

test("rejects the second of two concurrent regenerations", async () => {
  const { workspaceId, personId, website } = await addVerified("acme.com");
  const { id, secretFingerprint } = website;
  const regenerate = () =>
    regenerateSecret(workspaceId, personId, { id, secretFingerprint: secretFingerprint ?? "" });
  const attempts = await Promise.allSettled([regenerate(), regenerate()]);
  const made = attempts.flatMap((attempt) => (attempt.status === "fulfilled" ? [attempt.value] : []));
  expect(made).toEqual([await readSecret(id)]);
  await expect(regenerate()).rejects.toMatchObject({ code: "conflict" });
});

test("rejects a regeneration while verification is off", async () => {
  const { workspaceId, personId, website } = await add("acme.com");
  const regenerating = regenerateSecret(workspaceId, personId, { id: website.id, secretFingerprint: "" });
  await expect(regenerating).rejects.toMatchObject({ code: "conflict" });
  expect(await readSecret(website.id)).toBeNull();
});

test("stores no plain text of the secret", async () => {
  const { workspaceId, personId, website, secret } = await addVerified("acme.com");
  const fresh = await regenerateSecret(workspaceId, personId, {
    id: website.id,
    secretFingerprint: website.secretFingerprint ?? "",
  });
  const texts = [secret, fresh].flatMap((text) => [text, Buffer.from(text, "hex").toString("base64")]);
  expect(await findTablesWith(pool, texts)).toEqual([]);
  expect(await findTablesWith(pool, [website.trackerId])).toEqual(['public."Website"']);
});

test("returns no secret to the screens, plain or encrypted", async () => {
  const { workspaceId, website, secret } = await addVerified("acme.com");
  const reads = [
    await listWebsites(workspaceId, { page: 1 }),
    await getWebsite(workspaceId, website.id),
    await findInstallation(workspaceId, website.id),
  ];
  const text = JSON.stringify(reads);
  expect(text).not.toContain(secret);
  expect(text).not.toContain("encryptedSecret");
});

test("lists the newest 50 events with page and user, and changes the version with them", async () => {
  const { workspaceId, website } = await add("acme.com");
  const other = await add("other.com");
  const definitionId = createId();
  const userId = createId();
  await prisma.eventDefinition.create({ data: { workspaceId, id: definitionId, name: "page viewed" } });
  await prisma.user.create({ data: { workspaceId, id: userId, externalId: "20" } });
  const event = { workspaceId, definitionId, websiteId: website.id, triggeredAt: new Date() };
  const ids = Array.from({ length: 60 }, createId);
  await prisma.event.createMany({
    data: ids.map((id) => ({ ...event, id, metadata: { url: "https://acme.com/" } })),
  });
  await prisma.event.create({ data: { ...event, id: createId(), userId, metadata: { url: 7 } } });
  const { receivedEvents, version } = await checkInstallation(workspaceId, website.id);
  expect(receivedEvents).toHaveLength(50);
  expect(receivedEvents[0]).toMatchObject({ name: "page viewed", user: "20", url: null });
  expect(receivedEvents[1]).toMatchObject({ id: ids.at(-1), user: null, url: "https://acme.com/" });
  expect(await findInstallation(other.workspaceId, website.id)).toBeNull();
  expect((await checkInstallation(workspaceId, website.id)).version).toBe(version);

  await prisma.event.updateMany({ where: { workspaceId }, data: { userId } });
  const identified = await checkInstallation(workspaceId, website.id);
  expect(identified.version).not.toBe(version);
  await prisma.website.updateMany({ where: { id: website.id }, data: { botCount: 1 } });
  expect((await checkInstallation(workspaceId, website.id)).version).not.toBe(identified.version);
});

test("keeps users and events when a website is deleted", async () => {
  const { workspaceId, personId, website } = await add("acme.com");
  const definitionId = createId();
  await prisma.eventDefinition.create({ data: { workspaceId, id: definitionId, name: "page viewed" } });
  const event = { workspaceId, id: createId(), definitionId, websiteId: website.id, triggeredAt: new Date() };
  await prisma.event.create({ data: event });
  await deleteWebsite(workspaceId, personId, website.id);
  expect(await prisma.event.count({ where: { workspaceId } })).toBe(1);
  await expect(deleteWebsite(workspaceId, personId, website.id)).rejects.toMatchObject({ code: "not_found" });
  await createWebsite(workspaceId, personId, { domain: "acme.com", ...defaults });
});

test("treats another workspace's website as missing", async () => {
  const mine = await add("acme.com");
  const { workspaceId, website, secret } = await addVerified("theirs.com");
  const { id } = website;
  const gone = { code: "not_found" };
  await expect(getWebsite(mine.workspaceId, id)).rejects.toMatchObject(gone);
  expect(await findInstallation(mine.workspaceId, id)).toBeNull();
  await expect(deleteWebsite(mine.workspaceId, mine.personId, id)).rejects.toMatchObject(gone);
  const settings = { allowsAnyDomain: false, honorsOptOut: true, verifiesIdentities: true };
  const edit = { id, from: settings, ...settings, allowsAnyDomain: true };
  await expect(updateWebsite(mine.workspaceId, mine.personId, edit)).rejects.toMatchObject(gone);
  const secretFingerprint = website.secretFingerprint ?? "";
  await expect(
    regenerateSecret(mine.workspaceId, mine.personId, { id, secretFingerprint }),
  ).rejects.toMatchObject(gone);
  expect(await getWebsite(workspaceId, id)).toEqual(website);
  expect(await readSecret(id)).toBe(secret);
});

test("allows owners and admins to manage websites, and rejects members and other people", async () => {
  const { workspaceId, slug, actors } = await createWorkspaceOf("owner", "admin", "member");
  const [stranger] = (await createWorkspaceOf("owner")).actors;
  const [owner, admin, member] = actors;
  for (const [actor, domain] of [[owner, "one.com"] as const, [admin, "two.com"] as const]) {
    await signIn(actor);
    const added = await actions.createWebsite(slug, { domain, ...defaults });
    expect(added).toMatchObject({ ok: true, data: { domain } });
  }
  const [website] = (await listWebsites(workspaceId, { page: 1 })).rows;
  const id = website?.id ?? "";
  const attempts = () =>
    Promise.all([
      actions.createWebsite(slug, { domain: "three.com", ...defaults }),
      actions.updateWebsite(slug, { id, from: off, ...off, verifiesIdentities: true }),
      actions.regenerateSecret(slug, { id, secretFingerprint: "" }),
      actions.deleteWebsite(slug, { id }),
    ]);
  for (const [actor, code] of [
    [member, "forbidden"],
    [stranger, "not_found"],
    [undefined, "session_ended"],
  ] as const) {
    await signIn(actor);
    for (const result of await attempts()) expect(result).toMatchObject({ ok: false, code });
  }
  expect(await listWebsites(workspaceId, { page: 1 })).toMatchObject({ total: 2, rows: [website, {}] });
  await signIn(member);
  expect(await actions.getInstallationVersion(slug, { id })).toMatchObject({ ok: true });
  await signIn(stranger);
  expect(await actions.getInstallationVersion(slug, { id })).toMatchObject({ ok: false, code: "not_found" });
});

test("reports an invalid domain at its field", async () => {
  const { slug, actors } = await createWorkspaceOf("admin");
  await signIn(actors[0]);
  const result = await actions.createWebsite(slug, { domain: "localhost", ...defaults });
  expect(result).toMatchObject({ ok: false, code: "bad_request", issues: [{ path: "domain" }] });
});

describe("a website's secret", () => {
  it("is 32 random bytes in hex", () => {
    const secrets = Array.from({ length: 1000 }, createVerificationSecret);
    expect(new Set(secrets).size).toBe(secrets.length);
    for (const secret of secrets) expect(secret).toMatch(/^[0-9a-f]{64}$/);
  });

  it("can be decrypted", () => {
    const secret = createVerificationSecret();
    const ciphertext = encryptVerificationSecret(secret);
    expect(Buffer.from(ciphertext).toString("latin1")).not.toContain(secret);
    expect(decryptVerificationSecret(ciphertext)).toBe(secret);
    expect(decryptVerificationSecret(new Uint8Array(ciphertext))).toBe(secret);
  });

  it("has a new ciphertext each time", () => {
    const secret = createVerificationSecret();
    expect(encryptVerificationSecret(secret)).not.toEqual(encryptVerificationSecret(secret));
  });

  it("is rejected after one byte changed", () => {
    const ciphertext = encryptVerificationSecret(createVerificationSecret());
    for (const index of ciphertext.keys()) {
      const changed = Uint8Array.from(ciphertext, (byte, at) => (at === index ? byte ^ 1 : byte));
      expect(() => decryptVerificationSecret(changed)).toThrow();
    }
  });

  it("is rejected when it is truncated", () => {
    const ciphertext = encryptVerificationSecret(createVerificationSecret());
    for (const length of [0, 12, 20, ciphertext.length - 1]) {
      expect(() => decryptVerificationSecret(ciphertext.subarray(0, length))).toThrow();
    }
  });
});

function parse(domain: string) {
  return NewWebsite.safeParse({ domain, ...defaults });
}

async function createOwner() {
  const { workspaceId, slug, actors } = await createWorkspaceOf("owner");
  return { workspaceId, slug, personId: actors[0]?.personId ?? "" };
}

async function add(domain: string) {
  const { workspaceId, personId } = await createOwner();
  return {
    workspaceId,
    personId,
    website: await createWebsite(workspaceId, personId, { domain, ...defaults }),
  };
}

async function addVerified(domain: string) {
  const {
    workspaceId,
    personId,
    website: { id },
  } = await add(domain);
  const edit = { id, from: off, ...off, verifiesIdentities: true };
  const { website, secret } = await updateWebsite(workspaceId, personId, edit);
  return { workspaceId, personId, website, secret: secret ?? "" };
}

async function checkInstallation(workspaceId: WorkspaceId, id: string): Promise<Installation> {
  const installation = await findInstallation(workspaceId, id);
  if (!installation) throw new Error("There is no such website.");
  return installation;
}

async function readSecret(id: string): Promise<string | null> {
  const { encryptedSecret } = await prisma.website.findFirstOrThrow({ where: { id } });
  return encryptedSecret && decryptVerificationSecret(encryptedSecret);
}

/** Signs in a person for the following actions, or signs out. */
async function signIn(actor: Actor | undefined): Promise<void> {
  request.cookie = actor ? await createSessionCookie(actor) : "";
}
