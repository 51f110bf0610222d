import { expect, test } from "vitest";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
import { removeMember } from "@/lib/members/mutations";
import { createPerson, createPersonByIdentity } from "@/lib/people/mutations";
import { createWorkspace } from "@/lib/workspaces/mutations";
import { findMembership, listWorkspaces } from "@/lib/workspaces/queries";
import { RenameWorkspace } from "@/lib/workspaces/schema";
import { createStranger, createWorkspaceOf } from "@/tests/support/factories/people";

test.each([
  ["Ada\u202e \u200bLovelace", "Ada Lovelace", "Ada Lovelace’s workspace"],
  ["\u3164", null, null],
])("cleans the name %j from a provider", async (name, kept, workspace) => {
  const email = `${createId().toLowerCase()}@example.com`;
  const { id } = await createPersonByIdentity(
    { provider: "github", externalId: createId() },
    { name, email },
  );
  const person = await prisma.person.findUniqueOrThrow({ where: { id } });
  expect(person.name).toBe(kept ?? email);
  const [{ name: workspaceName = "" } = {}] = await listWorkspaces(id);
  if (workspace) expect(workspaceName).toBe(workspace);
  expect(RenameWorkspace.safeParse({ name: workspaceName }).success).toBe(true);
});

test("a removed member loses access from the next request on", async () => {
  const { workspaceId, slug, actors } = await createWorkspaceOf("owner", "admin");
  const [owner, admin] = actors as [(typeof actors)[0], (typeof actors)[0]];
  expect(await findMembership(admin.personId, slug)).toMatchObject({ role: "admin" });
  await removeMember(workspaceId, owner, admin.personId);
  expect(await findMembership(admin.personId, slug)).toBeNull();
});

test("returns the same for a workspace of others as for an unknown one", async () => {
  const { slug } = await createWorkspaceOf("owner");
  const personId = await createStranger();
  expect(await findMembership(personId, slug)).toEqual(await findMembership(personId, "never-was"));
});

test("signing up creates a person who owns a workspace", async () => {
  const { id } = await signUp(createEmail(), "Settings");
  const [workspace] = await listWorkspaces(id);
  expect(workspace).toMatchObject({ name: "Settings", role: "owner" });
  expect(workspace?.slug).toMatch(/^settings-[0-9a-f]{4}$/);
});

test("rejects one of two concurrent sign-ups with one email, and leaves no workspace behind", async () => {
  const email = createEmail();
  const workspaceName = `Twice ${createId()}`;
  const attempts = await Promise.allSettled([signUp(email, workspaceName), signUp(email, workspaceName)]);
  const rejections = attempts.flatMap((attempt) => (attempt.status === "rejected" ? [attempt.reason] : []));
  expect(rejections).toHaveLength(1);
  expect(rejections[0]).toMatchObject({ code: "conflict", details: { issues: [{ path: "email" }] } });
  expect(await prisma.workspace.count({ where: { name: workspaceName } })).toBe(1);
});

test("gives concurrently created workspaces of the same name different slugs", async () => {
  const personId = await createStranger();
  const name = `Same ${createId()}`;
  const created = await Promise.all(Array.from({ length: 5 }, () => createWorkspace(personId, name)));
  expect(new Set(created.map(({ slug }) => slug)).size).toBe(5);
});

function signUp(email: string, workspaceName: string) {
  return createPerson({ name: "Ada", email, password: "correct horse battery", workspaceName });
}

function createEmail(): string {
  return `${createId().toLowerCase()}@example.com`;
}
