import { expect, test } from "vitest";
import { GET } from "@/app/api/audit-log/route";
import { recordSingleAuditEntry } from "@/lib/audit/mutations";
import { listAuditEntries } from "@/lib/audit/queries";
import type { Actor } from "@/lib/auth/actor";
import { createWorkspaceOf } from "@/tests/support/factories/people";
import { createSessionCookie } from "@/tests/support/factories/session";

test("exports more entries than a page, newest first, and records the export before them", async () => {
  const { workspaceId, slug, actors } = await createWorkspaceOf("owner");
  const [owner] = actors as [Actor];
  const subjects = Array.from({ length: 501 }, (_, index) => `=site ${index}`);
  for (const subject of subjects) await recordSingleAuditEntry(owner, "website.create", subject);
  const response = await exportAuditLog(owner, { workspace: slug, format: "ndjson", about: "website" });
  expect(response.headers.get("content-disposition")).toMatch(
    /^attachment; filename="audit-log-.*\.ndjson"$/,
  );
  const lines = (await response.text()).trim().split("\n");
  expect(lines.map((line) => JSON.parse(line).subject)).toEqual(subjects.toReversed());
  const { rows } = await listAuditEntries(workspaceId, { action: "audit.export" });
  expect(rows).toMatchObject([{ personId: owner.personId, subject: "ndjson, about=website" }]);
});

test("a spreadsheet takes no value of the CSV file for a formula", async () => {
  const { slug, actors } = await createWorkspaceOf("admin", "owner");
  const [admin] = actors as [Actor];
  await recordSingleAuditEntry(admin, "website.create", "=1+1");
  const response = await exportAuditLog(admin, { workspace: slug, format: "csv", action: "website.create" });
  const [header, row, ...rest] = (await response.text()).trim().split("\r\n");
  expect(header).toContain("id,time,action,subject,");
  expect(row).toContain(",website.create,'=1+1,");
  expect(rest).toEqual([]);
});

test("rejects members, nonmembers, missing sessions and invalid filters", async () => {
  const { slug, actors } = await createWorkspaceOf("member", "owner");
  const [member, owner] = actors as [Actor, Actor];
  const other = await createWorkspaceOf("owner");
  const query = { workspace: slug, format: "csv" };
  expect((await exportAuditLog(member, query)).status).toBe(403);
  expect((await exportAuditLog(other.actors[0] as Actor, query)).status).toBe(404);
  expect((await exportAuditLog(null, query)).status).toBe(401);
  for (const [name, value] of [
    ["action", "none"],
    ["person", "x"],
    ["from", "yesterday"],
    ["format", "xml"],
    ["a", "b"],
  ])
    expect((await exportAuditLog(owner, { ...query, [String(name)]: String(value) })).status).toBe(400);
});

async function exportAuditLog(reader: Actor | null, query: Record<string, string>): Promise<Response> {
  const headers = new Headers(reader ? { cookie: await createSessionCookie(reader) } : {});
  const url = `http://localhost/api/audit-log?${new URLSearchParams(query)}`;
  return GET(new Request(url, { headers }), { params: Promise.resolve({}) });
}
