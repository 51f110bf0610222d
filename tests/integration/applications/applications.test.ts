import { expect, test } from "vitest";
import { type ApplicationListQuery, loadApplicationListQuery } from "@/lib/applications/list-url";
import { createApplication, deleteApplication, updateApplication } from "@/lib/applications/mutations";
import { findKeyByHash, findKeyById, getApplication, listApplications } from "@/lib/applications/queries";
import { applicationsPerPage, type IssuedKey } from "@/lib/applications/rows";
import { NewApplication } from "@/lib/applications/schema";
import type { WorkspaceId } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import { regenerateKey } from "@/lib/keys/mutations";
import { createKey, hashKey } from "@/lib/keys/secret";
import { createWorkspaceOf } from "@/tests/support/factories/people";

test("returns the last page for a page past the end", async () => {
  const { workspaceId } = await createWorkspaceOf();
  const names = Array.from({ length: applicationsPerPage + 1 }, (_, i) => `Application ${100 + i}`);
  for (const name of names) await create(workspaceId, name);
  const list = await listApplications(workspaceId, query({ page: "900", sort: "name" }));
  expect(list).toMatchObject({ page: 2, matching: names.length, total: names.length });
  expect(list.rows.map(({ name }) => name)).toEqual([names[0]]);
});

test("returns one empty page without applications", async () => {
  const { workspaceId } = await createWorkspaceOf();
  const nothing = { rows: [], page: 1, matching: 0, total: 0 };
  expect(await listApplications(workspaceId, query({ page: "7" }))).toEqual(nothing);
});

test("searches for wildcards literally, and ignores case", async () => {
  const { workspaceId } = await createWorkspaceOf();
  for (const name of ["100% EXPORT", "100 export", "a_b", "axb", "a\\b"]) await create(workspaceId, name);
  const search = async (text: string) => {
    const { rows } = await listApplications(workspaceId, query({ search: text }));
    return rows.map(({ name }) => name);
  };
  expect(await search("% export")).toEqual(["100% EXPORT"]);
  expect(await search("a_b")).toEqual(["a_b"]);
  expect(await search("a\\b")).toEqual(["a\\b"]);
});

test("falls back to the default list for invalid URL parameters", () => {
  const defaults = { search: "", key: null, sort: "created", direction: "descending", page: 1 };
  const invalid = {
    search: "a".repeat(201),
    key: "k",
    sort: "secret",
    direction: "up",
    page: "-3",
    more: "x",
  };
  expect(loadApplicationListQuery(invalid)).toEqual(defaults);
  expect(loadApplicationListQuery({ search: "a\0b" })).toEqual(defaults);
});

test("rejects the second of two edits of one version with a conflict", async () => {
  const { workspaceId } = await createWorkspaceOf();
  const { id, version, permissions, enabled } = await create(workspaceId, "Export");
  const edit = { id, version, permissions, enabled };
  await updateApplication(workspaceId, null, { ...edit, name: "First" });
  const second = updateApplication(workspaceId, null, { ...edit, name: "Second" });
  await expect(second).rejects.toMatchObject({ code: "conflict", details: {} });
  expect((await getApplication(workspaceId, id)).name).toBe("First");
});

test("rejects the second of two concurrent regenerations of a key", async () => {
  const { workspaceId, actors } = await createWorkspaceOf("owner");
  const { id: applicationId, key } = await create(workspaceId, "Export");
  const regenerate = () =>
    regenerateKey(workspaceId, actors[0]?.personId ?? "", { applicationId, keyId: key.id });
  const attempts = await Promise.allSettled([regenerate(), regenerate()]);
  expect(attempts.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});

test("finds the one application of a pasted key among keys with the same last characters", async () => {
  const { workspaceId } = await createWorkspaceOf("owner");
  const [one, two] = (await Promise.all(
    ["One", "Two"].map((name) => createApplication(workspaceId, null, { name, permissions: [] })),
  )) as [IssuedKey, IssuedKey];
  await prisma.apiKey.updateMany({ where: { workspaceId }, data: { hint: "aaaa" } });
  for (const { applicationId, keyId, key } of [one, two]) {
    const found = await findKeyByHash(workspaceId, hashKey(key));
    expect(found).toMatchObject({ id: keyId, revokedAt: null, application: { id: applicationId } });
    const { rows, matching } = await listApplications(workspaceId, query({ key: keyId }));
    expect([rows.map(({ id }) => id), matching]).toEqual([[applicationId], 1]);
  }
});

test("finds the application of a replaced key, and the deleted application of a deleted key", async () => {
  const { workspaceId, actors } = await createWorkspaceOf("owner");
  const first = await createApplication(workspaceId, null, { name: "Export", permissions: [] });
  const second = await regenerateKey(workspaceId, actors[0]?.personId ?? "", first);
  const replaced = await findKeyByHash(workspaceId, hashKey(first.key));
  expect(replaced).toMatchObject({ id: first.keyId, application: { name: "Export", deletedAt: null } });
  expect(replaced?.revokedAt).not.toBeNull();
  expect((await listApplications(workspaceId, query({ key: first.keyId }))).matching).toBe(1);
  await deleteApplication(workspaceId, null, first.applicationId);
  const deleted = await findKeyByHash(workspaceId, hashKey(second.key));
  expect(deleted).toMatchObject({ id: second.keyId, application: { deletedAt: expect.any(Date) } });
  expect((await listApplications(workspaceId, query({ key: second.keyId }))).matching).toBe(0);
});

test("finds no key of another workspace", async () => {
  const [mine, theirs] = [await createWorkspaceOf(), await createWorkspaceOf()];
  const { key, keyId } = await createApplication(theirs.workspaceId, null, {
    name: "Theirs",
    permissions: [],
  });
  expect(await findKeyByHash(mine.workspaceId, hashKey(key))).toBeNull();
  expect(await findKeyById(mine.workspaceId, keyId)).toBeNull();
});

test("ignores a search that contains a key", () => {
  expect(query({ search: createKey().key }).search).toBe("");
});

test("rejects a name that contains a key", () => {
  const { key } = createKey();
  for (const name of [key, `Uses ${key.slice(0, 30)} now`]) {
    const [issue] = NewApplication.safeParse({ name, permissions: [] }).error?.issues ?? [];
    expect(issue).toMatchObject({ path: ["name"], message: expect.stringContaining("contains an API key") });
  }
  expect(NewApplication.safeParse({ name: "jny_ export", permissions: [] }).success).toBe(true);
});

test.each([
  ["an emoji of several characters", "👩‍💻 laptop", true],
  ["a word with a zero-width non-joiner", "می‌خواهم", true],
  ["a blank Braille pattern", "\u2800", false],
  ["a joiner alone", "\u200d", false],
  ["a joiner at the end", "laptop\u200d", false],
  ["a bidi override", "lap\u202etop", false],
  ["a soft hyphen", "lap\u00adtop", false],
])("accepts only visible names: %s", (_, name, isValid) => {
  expect(NewApplication.safeParse({ name, permissions: [] }).success).toBe(isValid);
});

test.each([
  ["Billing x", "Billing x"],
  ["Billing", "ＢＩＬＬＩＮＧ"],
  ["Straße", "STRASSE"],
])("rejects one of two concurrent creations of %j and %j with a conflict", async (...names) => {
  const { workspaceId } = await createWorkspaceOf();
  const attempts = await Promise.allSettled(names.map((name) => create(workspaceId, name)));
  expect(attempts.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(attempts.find(({ status }) => status === "rejected")).toMatchObject({
    reason: { code: "conflict", details: { issues: [{ path: "name" }] } },
  });
});

test("rejects a taken name in any case, and accepts it again after a deletion", async () => {
  const { workspaceId } = await createWorkspaceOf();
  const { id } = await create(workspaceId, "Straße");
  const taken = { code: "conflict", details: { issues: [{ path: "name" }] } };
  await expect(create(workspaceId, "STRAßE")).rejects.toMatchObject(taken);
  await deleteApplication(workspaceId, null, id);
  await create(workspaceId, "straße");
  await expect(deleteApplication(workspaceId, null, id)).rejects.toMatchObject({ code: "not_found" });
});

test("returns not_found for an application of another workspace", async () => {
  const [mine, theirs] = [await createWorkspaceOf(), await createWorkspaceOf()];
  const { id, version } = await create(theirs.workspaceId, "Theirs");
  const notFound = { code: "not_found" };
  await expect(getApplication(mine.workspaceId, id)).rejects.toMatchObject(notFound);
  await expect(deleteApplication(mine.workspaceId, null, id)).rejects.toMatchObject(notFound);
  const edit = { id, version, name: "Mine", permissions: [], enabled: false };
  await expect(updateApplication(mine.workspaceId, null, edit)).rejects.toMatchObject(notFound);
  expect((await getApplication(theirs.workspaceId, id)).name).toBe("Theirs");
});

async function create(workspaceId: WorkspaceId, name: string) {
  const { applicationId } = await createApplication(workspaceId, null, { name, permissions: [] });
  return getApplication(workspaceId, applicationId);
}

function query(parameters: Record<string, string>): ApplicationListQuery {
  return loadApplicationListQuery(parameters);
}
