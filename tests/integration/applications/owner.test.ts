import { beforeEach, expect, test } from "vitest";
import { createApplication, updateApplication } from "@/lib/applications/mutations";
import { getApplication } from "@/lib/applications/queries";
import { ApplicationEdit, NewApplication } from "@/lib/applications/schema";
import { listAuditEntries } from "@/lib/audit/queries";
import type { Actor, WorkspaceId } from "@/lib/auth/actor";
import { createId } from "@/lib/ids";
import { createKey } from "@/lib/keys/secret";
import { removeMember } from "@/lib/members/mutations";
import { createWorkspaceOf } from "@/tests/support/factories/people";

let workspaceId: WorkspaceId;
let owner: Actor;
let member: Actor;

beforeEach(async () => {
  const workspace = await createWorkspaceOf("owner", "member");
  workspaceId = workspace.workspaceId;
  [owner, member] = workspace.actors as [Actor, Actor];
});

test("a new application belongs to its creator, to the chosen member, or to nobody", async () => {
  const create = async (personId: string | null, ownerId?: string | null) => {
    const input = { name: createId(), permissions: [], ...(ownerId !== undefined && { ownerId }) };
    const { applicationId } = await createApplication(workspaceId, personId, input);
    return (await getApplication(workspaceId, applicationId)).owner?.id ?? null;
  };
  expect(await create(owner.personId)).toBe(owner.personId);
  expect(await create(owner.personId, member.personId)).toBe(member.personId);
  expect(await create(owner.personId, null)).toBeNull();
  expect(await create(null)).toBeNull();
});

test("rejects an owner of another workspace beside the field, and saves nothing", async () => {
  const { actors } = await createWorkspaceOf("owner");
  const stranger = actors[0]?.personId ?? "";
  const rejection = { code: "bad_request", details: { issues: [{ path: "ownerId" }] } };
  const create = createApplication(workspaceId, null, { name: "Export", permissions: [], ownerId: stranger });
  await expect(create).rejects.toMatchObject(rejection);
  const id = await addApplication();
  await expect(edit(id, { ownerId: stranger, name: "New" })).rejects.toMatchObject(rejection);
  expect(await getApplication(workspaceId, id)).toMatchObject({
    name: "Export",
    owner: { id: owner.personId },
  });
});

test("an edit changes description and owner with audit entries, and keeps what it leaves out", async () => {
  const id = await addApplication();
  await edit(id, { description: "Nightly export\nto the warehouse", ownerId: member.personId });
  await edit(id, {});
  expect(await getApplication(workspaceId, id)).toMatchObject({
    description: "Nightly export\nto the warehouse",
    owner: { id: member.personId },
  });
  await edit(id, { description: "", ownerId: null });
  expect(await getApplication(workspaceId, id)).toMatchObject({ description: "", owner: null });
  const { rows } = await listAuditEntries(workspaceId);
  expect(rows.slice(0, 4).map(({ action, changes }) => [action, changes[0]])).toEqual([
    ["application.owner", { field: "Owner", before: "Somebody", after: "no owner" }],
    ["application.describe", { field: "Description", before: "Nightly export\nto the warehouse", after: "" }],
    ["application.owner", { field: "Owner", before: "Somebody", after: "Somebody" }],
    ["application.describe", { field: "Description", before: "", after: "Nightly export\nto the warehouse" }],
  ]);
});

test("an application has no owner after that person left the workspace", async () => {
  const id = await addApplication();
  await edit(id, { ownerId: member.personId });
  await removeMember(workspaceId, owner, member.personId);
  expect((await getApplication(workspaceId, id)).owner).toBeNull();
  // The edit of a form that was opened before.
  await expect(edit(id, { ownerId: member.personId })).rejects.toMatchObject({ code: "bad_request" });
});

test("limits the description and rejects an API key in it", () => {
  const parse = (description: string) =>
    NewApplication.safeParse({ name: "Export", permissions: [], description }).success;
  expect([parse("a".repeat(500)), parse("a".repeat(501)), parse("a\0b")]).toEqual([true, false, false]);
  expect(parse(`Uses ${createKey().key}`)).toBe(false);
});

async function addApplication(): Promise<string> {
  const input = { name: "Export", permissions: [] };
  return (await createApplication(workspaceId, owner.personId, input)).applicationId;
}

async function edit(id: string, change: Partial<ApplicationEdit>) {
  const { version, name, permissions, enabled } = await getApplication(workspaceId, id);
  const input = ApplicationEdit.parse({ id, version, name, permissions, enabled, ...change });
  return updateApplication(workspaceId, owner.personId, input);
}
