import { expect, test } from "vitest";
import {
  createApplication,
  deleteApplication,
  regenerateKey,
  updateApplication,
} from "@/lib/applications/mutations";
import { findKeyByHash, findKeyById, getApplication, listApplications } from "@/lib/applications/queries";
import {
  ApplicationListQuery,
  applicationsPerPage,
  type IssuedKey,
  NewApplication,
} from "@/lib/applications/schema";
import type { WorkspaceId } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import { createKey, hashKey } from "@/lib/keys/secret";
import { createWorkspaceOf } from "@/tests/support/factories/people";

test("a page past the end is the last page", async () => {
  const { workspaceId } = await createWorkspaceOf();
  const names = Array.from({ length: applicationsPerPage + 1 }, (_, i) => `Application ${100 + i}`);
  await Promise.all(names.map((name) => create(workspaceId, name)));
  const list = await listApplications(workspaceId, query({ page: "900", sort: "name" }));
  expect(list).toMatchObject({ page: 2, matching: names.length, total: names.length });
  expect(list.rows.map(({ name }) => name)).toEqual([names[0]]);
});

test("no applications are one empty page", async () => {
  const { workspaceId } = await createWorkspaceOf();
  const nothing = { rows: [], page: 1, matching: 0, total: 0 };
  expect(await listApplications(workspaceId, query({ page: "7" }))).toEqual(nothing);
});

test("a search takes every character for itself and is indifferent to case", async () => {
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

test("whatever an address says of the list, some list is shown", () => {
  const usual = { search: "", sort: "created", direction: "descending", page: 1 };
  const strange = { search: ["a", "b"], sort: "secret", direction: "up", page: "-3", more: "x" };
  expect(ApplicationListQuery.parse(strange)).toEqual(usual);
  expect(ApplicationListQuery.parse({ search: "a\0b" })).toEqual(usual);
});

test("of two edits of one version the second is refused, and saves nothing", async () => {
  const { workspaceId } = await createWorkspaceOf();
  const { id, version, permissions, enabled } = await create(workspaceId, "Export");
  const edit = { id, version, permissions, enabled };
  await updateApplication(workspaceId, null, { ...edit, name: "First" });
  const second = updateApplication(workspaceId, null, { ...edit, name: "Second" });
  await expect(second).rejects.toMatchObject({ code: "conflict", details: {} });
  expect((await getApplication(workspaceId, id)).name).toBe("First");
});

test("of two regenerations of one key the second is refused", async () => {
  const { workspaceId, actors } = await createWorkspaceOf("owner");
  const { id: applicationId, key } = await create(workspaceId, "Export");
  const regenerate = () =>
    regenerateKey(workspaceId, actors[0]?.personId ?? "", { applicationId, keyId: key.id });
  const attempts = await Promise.allSettled([regenerate(), regenerate()]);
  expect(attempts.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});

test("a search for a key finds its application alone among keys with the same last characters", async () => {
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

test("a search for a key finds the application that replaced it, and the one that was deleted with it", async () => {
  const { workspaceId, actors } = await createWorkspaceOf("owner");
  const first = await createApplication(workspaceId, null, { name: "Export", permissions: [] });
  const second = await regenerateKey(workspaceId, actors[0]?.personId ?? "", first);
  const replaced = await findKeyByHash(workspaceId, hashKey(first.key));
  expect(replaced).toMatchObject({ id: first.keyId, application: { name: "Export", deletedAt: null } });
  expect(replaced?.revokedAt).not.toBeNull();
  expect((await listApplications(workspaceId, query({ key: first.keyId }))).matching).toBe(1);
  await deleteApplication(workspaceId, null, first.applicationId);
  const deleted = await findKeyByHash(workspaceId, hashKey(second.key));
  expect(deleted?.application.deletedAt).toEqual(deleted?.revokedAt);
  expect((await listApplications(workspaceId, query({ key: second.keyId }))).matching).toBe(0);
});

test("a key of another workspace is a key that does not exist", async () => {
  const [mine, theirs] = [await createWorkspaceOf(), await createWorkspaceOf()];
  const { key, keyId } = await createApplication(theirs.workspaceId, null, {
    name: "Theirs",
    permissions: [],
  });
  expect(await findKeyByHash(mine.workspaceId, hashKey(key))).toBeNull();
  expect(await findKeyById(mine.workspaceId, keyId)).toBeNull();
});

test("an address with a key in it is not searched", () => {
  expect(query({ search: createKey().key }).search).toBe("");
});

test("a name with a key in it is refused", () => {
  const { key } = createKey();
  for (const name of [key, `Uses ${key.slice(0, 30)} now`]) {
    const [issue] = NewApplication.safeParse({ name, permissions: [] }).error?.issues ?? [];
    expect(issue).toMatchObject({ path: ["name"], message: expect.stringContaining("contains an API key") });
  }
  expect(NewApplication.safeParse({ name: "jny_ export", permissions: [] }).success).toBe(true);
});

test.each([
  ["an emoji of several characters", "👩‍💻 laptop", true],
  ["a word that is joined by none", "می‌خواهم", true],
  ["a blank pattern of Braille", "\u2800", false],
  ["a joiner alone", "\u200d", false],
  ["a joiner at the end", "laptop\u200d", false],
  ["a mark that turns the direction", "lap\u202etop", false],
  ["a soft hyphen", "lap\u00adtop", false],
])("a name is visible: %s", (_, name, isTaken) => {
  expect(NewApplication.safeParse({ name, permissions: [] }).success).toBe(isTaken);
});

test.each([
  ["Billing x", "Billing x"],
  ["Billing", "ＢＩＬＬＩＮＧ"],
  ["Straße", "STRASSE"],
])("of two concurrent creations of %j and %j one is a conflict", async (...names) => {
  const { workspaceId } = await createWorkspaceOf();
  const attempts = await Promise.allSettled(names.map((name) => create(workspaceId, name)));
  expect(attempts.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(attempts.find(({ status }) => status === "rejected")).toMatchObject({
    reason: { code: "conflict", details: { issues: [{ path: "name" }] } },
  });
});

test("a name is taken in any case, and free again once its application is deleted", async () => {
  const { workspaceId } = await createWorkspaceOf();
  const { id } = await create(workspaceId, "Straße");
  const taken = { code: "conflict", details: { issues: [{ path: "name" }] } };
  await expect(create(workspaceId, "STRAßE")).rejects.toMatchObject(taken);
  await deleteApplication(workspaceId, null, id);
  await create(workspaceId, "straße");
  await expect(deleteApplication(workspaceId, null, id)).rejects.toMatchObject({ code: "not_found" });
});

test("an application of another workspace is an application that does not exist", async () => {
  const [mine, theirs] = [await createWorkspaceOf(), await createWorkspaceOf()];
  const { id, version } = await create(theirs.workspaceId, "Theirs");
  const gone = { code: "not_found" };
  await expect(getApplication(mine.workspaceId, id)).rejects.toMatchObject(gone);
  await expect(deleteApplication(mine.workspaceId, null, id)).rejects.toMatchObject(gone);
  const edit = { id, version, name: "Mine", permissions: [], enabled: false };
  await expect(updateApplication(mine.workspaceId, null, edit)).rejects.toMatchObject(gone);
  expect((await getApplication(theirs.workspaceId, id)).name).toBe("Theirs");
});

async function create(workspaceId: WorkspaceId, name: string) {
  const { applicationId } = await createApplication(workspaceId, null, { name, permissions: [] });
  return getApplication(workspaceId, applicationId);
}

function query(address: Record<string, string>): ApplicationListQuery {
  return ApplicationListQuery.parse(address);
}
