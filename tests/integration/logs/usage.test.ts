import { beforeEach, expect, test } from "vitest";
import type { WorkspaceId } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import { createId, getIdTime } from "@/lib/ids";
import { countCallsByEndpoint, countCallsByPermission } from "@/lib/logs/rollup/usage";
import { type StoredCall, storeCalls } from "@/lib/logs/write/store";
import { day, hour, minute } from "@/lib/time";
import { idAt, storedCall } from "@/tests/support/factories/stored-call";

let workspaceId: WorkspaceId;
let applicationId: string;

beforeEach(async () => {
  workspaceId = createId() as WorkspaceId;
  applicationId = createId();
  await prisma.workspace.create({ data: { id: workspaceId, name: "Here", slug: workspaceId.toLowerCase() } });
});

test("counts the accepted calls of 24 hours by permission, with the time of the last", async () => {
  const events = { permission: "ReadEvents", route: "/events" };
  const last = await add(minute, events);
  await add(day - minute, events);
  await add(day + minute, events);
  await add(minute, { ...events, status: 401, errorCode: "missing_permission" });
  await add(minute, { ...events, status: 403, errorCode: "key_disabled", accepted: false });
  await add(hour, { permission: "", route: "/validate" });
  await add(minute, { ...events, applicationId: createId() });
  expect(await countCallsByPermission(workspaceId, applicationId)).toEqual([
    { permission: "ReadEvents", calls: 2, lastAt: getIdTime(last) },
    { permission: null, calls: 1, lastAt: expect.any(Date) },
  ]);
});

test("counts calls of a range by endpoint and outcome, the most called first", async () => {
  await add(minute, { route: "/events" });
  await add(6 * day, { route: "/events" });
  await add(8 * day, { route: "/events" });
  await add(minute, { route: "/events", status: 404, errorCode: "not_found" });
  await add(minute, { route: "/events", status: 503, errorCode: "unavailable" });
  await add(minute, { route: "", status: 401, errorCode: "unauthorized", accepted: false });
  const nothing = { rejected: 0, clientErrors: 0, serverErrors: 0 };
  expect(await countCallsByEndpoint(workspaceId, applicationId, "7d")).toEqual([
    { ...nothing, method: "GET", route: "/events", calls: 4, clientErrors: 1, serverErrors: 1 },
    { ...nothing, method: "GET", route: null, calls: 1, rejected: 1 },
  ]);
  expect(await countCallsByEndpoint(workspaceId, applicationId, "24h")).toMatchObject([
    { calls: 3 },
    { calls: 1 },
  ]);
});

async function add(age: number, change: Partial<StoredCall>): Promise<string> {
  const id = idAt(new Date(Date.now() - age));
  await storeCalls([storedCall({ workspaceId, applicationId }, { id, ...change })]);
  return id;
}
