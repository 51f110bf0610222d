import { expect, test } from "vitest";
import type { WorkspaceId } from "@/lib/auth/actor";
import { createId } from "@/lib/ids";
import { type HourCounts, recentHours } from "@/lib/logs/recent-activity";
import { countRecentActivity } from "@/lib/logs/rollup/recent-activity";
import { storeCalls } from "@/lib/logs/write/store";
import { hour } from "@/lib/time";
import { idAt, storedCall } from "@/tests/support/factories/stored-call";

test("counts an application's calls by hour and outcome, the current hour last", async () => {
  const workspaceId = createId() as WorkspaceId;
  const [here, other, quiet] = [createId(), createId(), createId()];
  const call = (applicationId: string, hoursAgo: number, status: number) =>
    storedCall({ workspaceId, applicationId }, { id: idAt(new Date(Date.now() - hoursAgo * hour)), status });
  await storeCalls([
    ...[200, 201, 401, 500].map((status) => call(here, 0, status)),
    call(here, 1, 429),
    call(here, recentHours - 1, 200),
    call(here, recentHours, 200),
    call(other, 0, 200),
    call(quiet, recentHours, 200),
  ]);
  const none = (count: number) => Array.from({ length: count }, (): HourCounts => [0, 0, 0]);
  expect(await countRecentActivity(workspaceId, [here, quiet])).toEqual({
    [here]: [[1, 0, 0], ...none(recentHours - 3), [0, 1, 0], [2, 1, 1]],
  });
  expect(await countRecentActivity(createId() as WorkspaceId, [here])).toEqual({});
});
