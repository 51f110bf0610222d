import { expect, it } from "vitest";
import { listAuditEntries } from "@/lib/audit/queries";
import { saveComputation } from "@/lib/computations/mutations";
import { prisma } from "@/lib/db/prisma";
import { setTimeZone } from "@/lib/workspaces/mutations";
import { getKeyPolicy } from "@/lib/workspaces/queries";
import { listTimeZones, WorkspaceTimeZone } from "@/lib/workspaces/time-zones";
import { createWorkspaceOf } from "@/tests/support/factories/people";

it("changes the time zone of one workspace, with one audit entry per change", async () => {
  const [{ actors, workspaceId }, other] = [await createWorkspaceOf("owner"), await createWorkspaceOf()];
  const [owner] = actors;
  if (!owner) throw new Error("The workspace has no owner.");
  expect((await getKeyPolicy(workspaceId)).timeZone).toBe("UTC");
  await setTimeZone(owner, "America/New_York");
  await setTimeZone(owner, "America/New_York");
  expect((await getKeyPolicy(workspaceId)).timeZone).toBe("America/New_York");
  expect((await getKeyPolicy(other.workspaceId)).timeZone).toBe("UTC");
  const { rows } = await listAuditEntries(workspaceId);
  expect(rows).toMatchObject([
    { action: "workspace.time-zone", subject: "America/New_York", detail: "from UTC" },
  ]);
});

it("accepts the listed time zones and no other", () => {
  for (const { name } of listTimeZones())
    expect(WorkspaceTimeZone.safeParse({ timeZone: name }).success).toBe(true);
  for (const timeZone of ["", "Mars/Olympus", "utc", "../UTC"])
    expect(WorkspaceTimeZone.safeParse({ timeZone }).success).toBe(false);
});

it("lists each time zone with its offset at a time", () => {
  const offsets = (time: string) =>
    new Map(listTimeZones(Date.parse(time)).map(({ name, offset }) => [name, offset]));
  const [winter, summer] = [offsets("2026-12-01T12:00:00Z"), offsets("2026-07-01T12:00:00Z")];
  expect(winter.get("UTC")).toBe("UTC+00:00");
  expect(winter.get("Asia/Calcutta") ?? winter.get("Asia/Kolkata")).toBe("UTC+05:30");
  expect([winter.get("America/New_York"), summer.get("America/New_York")]).toEqual([
    "UTC−05:00",
    "UTC−04:00",
  ]);
});

it("applies all computations again", async () => {
  const { actors, workspaceId } = await createWorkspaceOf("owner");
  const [owner] = actors;
  if (!owner) throw new Error("The workspace has no owner.");
  const condition = {
    type: "property" as const,
    name: "plan",
    test: { operator: "isKnown" as const },
    not: false,
  };
  await saveComputation(owner, {
    id: null,
    version: null,
    kind: "user",
    name: "On a plan",
    description: "",
    body: { type: "segment", condition: { type: "group", match: "all", conditions: [condition] } },
  });
  await prisma.computationRun.updateMany({ where: { workspaceId }, data: { finishedAt: new Date() } });
  await setTimeZone(owner, "Asia/Tokyo");
  expect(await prisma.computationRun.findMany({ where: { workspaceId } })).toMatchObject([
    { kind: "user", finishedAt: null },
  ]);
});
