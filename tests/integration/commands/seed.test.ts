import { beforeAll, expect, test } from "vitest";
import type { WorkspaceId } from "@/lib/auth/actor";
import { drain } from "@/lib/computations/engine/worker";
import { requestRun } from "@/lib/computations/mutations";
import { countByStage, listComputations } from "@/lib/computations/queries";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { demo } from "@/prisma/demo";
import { createDemo, seed } from "@/prisma/seed";
import { seedDemo } from "@/scripts/database/seed-demo";

const now = new Date("2026-11-27T09:30:00Z");
const password = "correct horse battery";

beforeAll(async () => {
  expect(await seedDemo({ password, now })).toMatchObject({ seeded: true, demo: { passwordFits: true } });
});

test("a later start leaves the demo unchanged and reports whether the given password is still the demo's", async () => {
  expect(await seed({ password, now })).toBe(false);
  expect(await seedDemo({ password })).toMatchObject({ seeded: false, demo: { passwordFits: true } });
  expect(await seedDemo({ password: "another" })).toMatchObject({
    seeded: false,
    demo: { passwordFits: false },
  });
});

test("no contact of the demo has an event before it was first seen or after it was last seen", async () => {
  for (const [table, id] of [
    ["User", "userId"],
    ["Account", "accountId"],
  ]) {
    const { rows } = await pool.query(
      `SELECT count(*)::int AS "all", min(c."lastSeenAt" - c."firstSeenAt") >= '0' AS "inOrder",
              count(*) FILTER (WHERE e."triggeredAt" < c."firstSeenAt")::int AS "early",
              count(*) FILTER (WHERE e."triggeredAt" > c."lastSeenAt")::int AS "late"
       FROM "${table}" c LEFT JOIN "Event" e ON e."workspaceId" = c."workspaceId" AND e."${id}" = c."id"`,
    );
    expect(rows, table).toEqual([{ all: expect.any(Number), inOrder: true, early: 0, late: 0 }]);
  }
});

test("the results of the demo are what the engine computes, and show each stage, health and segment", async () => {
  const { id } = await prisma.workspace.findUniqueOrThrow({ where: { slug: demo.workspace } });
  const before = await describeDemo();
  const histories = await prisma.contactChange.count();
  await requestRun(id as WorkspaceId);
  await drain({ now: now.getTime() });
  expect(await describeDemo()).toEqual(before);
  expect(await prisma.contactChange.count()).toBe(histories);
  for (const kind of ["user", "account"] as const) {
    const stages = await countByStage(id as WorkspaceId, kind);
    expect(stages.map(({ count }) => count > 0)).not.toContain(false);
    for (const health of ["good", "normal", "bad"] as const)
      expect(
        stages.reduce((sum, stage) => sum + stage[health], 0),
        `${kind}: ${health}`,
      ).toBeGreaterThan(5);
    const segments = await listComputations(id as WorkspaceId, kind, "segment");
    for (const { name, count } of segments) expect(count, name).toBeGreaterThan(0);
  }
});

test("seeding at the same time creates the same demo, except for secrets", async () => {
  const first = await describeDemo();
  expect(first.events.length).toBeGreaterThan(2_000);
  await deleteDemo();
  expect(await seed({ password, now })).toBe(true);
  expect(await describeDemo()).toEqual(first);
});

test("a later start defines what a killed one did not, once, and never what people deleted", async () => {
  const { auditEntries, ...first } = await describeDemo();
  await deleteDemo();
  await createDemo({ password, now });
  expect(await prisma.computation.count()).toBe(0);
  expect(await seedDemo({ password, now })).toMatchObject({ seeded: true });
  const { auditEntries: finished, ...rest } = await describeDemo();
  expect(rest).toEqual(first);
  expect(finished.map(({ action }) => action)).toEqual(auditEntries.map(({ action }) => action));
  const computations = await prisma.computation.count();
  expect(computations).toBeGreaterThan(10);
  expect(await seedDemo({ password, now })).toMatchObject({ seeded: false });
  expect(await prisma.computation.count()).toBe(computations);
  await prisma.computation.deleteMany();
  expect(await seedDemo({ password, now })).toMatchObject({ seeded: false });
  expect(await prisma.computation.count()).toBe(0);
});

async function deleteDemo() {
  await prisma.workspace.deleteMany();
  await prisma.person.deleteMany();
  // Audit entries outlive their workspace, and can be deleted only after it.
  await prisma.auditEntry.deleteMany();
}

/** All rows of the demo that people see. */
async function describeDemo() {
  const { id: workspaceId } = await prisma.workspace.findUniqueOrThrow({ where: { slug: demo.workspace } });
  const where = { workspaceId };
  const orderBy = { id: "asc" } as const;
  const { rows: calls } = await pool.query(
    `SELECT "id", "path", "duration", "responseBody" FROM "RequestLog" WHERE "workspaceId" = $1 ORDER BY 1`,
    [workspaceId],
  );
  return {
    people: await prisma.person.findMany({ orderBy, omit: { passwordHash: true } }),
    applications: await prisma.application.findMany({ where, orderBy, omit: { updatedAt: true } }),
    users: await prisma.user.findMany({ where, orderBy, omit: { updatedAt: true } }),
    accounts: await prisma.account.findMany({ where, orderBy, omit: { updatedAt: true } }),
    events: await prisma.event.findMany({ where, orderBy }),
    visits: await prisma.visit.findMany({ where, orderBy }),
    // Computations have random ids, and their entries the time of the seeding.
    auditEntries: (await prisma.auditEntry.findMany({ where, orderBy })).map((entry) =>
      entry.action === "computation.create" ? { ...entry, id: "", subjectId: "" } : entry,
    ),
    calls,
  };
}
