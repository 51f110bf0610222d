import { expect, it } from "vitest";
import { GET as getActivity } from "@/app/api/logs/activity/route";
import { GET as getFirstCall } from "@/app/api/logs/first-call/route";
import type { ApplicationActivity } from "@/lib/applications/rows";
import type { Actor } from "@/lib/auth/actor";
import { recentHours } from "@/lib/logs/recent-activity";
import { storeCalls } from "@/lib/logs/write/store";
import { createApplicationIn } from "@/tests/support/factories/application";
import { createWorkspaceOf } from "@/tests/support/factories/people";
import { createSessionCookie } from "@/tests/support/factories/session";
import { storedCall } from "@/tests/support/factories/stored-call";

it("finds no first call before there is one, then a failed call, and prefers a successful one", async () => {
  const { application, call, firstCall } = await createWorld();
  expect(await firstCall(application.keyId)).toBeNull();
  await call({ status: 401, errorCode: "missing_permission", permission: "ReadEvents", accepted: true });
  expect(await firstCall(application.keyId)).toMatchObject({
    status: 401,
    errorCode: "missing_permission",
    permission: "ReadEvents",
  });
  await call({ status: 200, ipAddress: "203.0.113.4" });
  await call({ status: 404, errorCode: "not_found" });
  expect(await firstCall(application.keyId)).toMatchObject({ status: 200, ipAddress: "203.0.113.4" });
});

it("answers for a key of another workspace as for an unknown key", async () => {
  const { firstCall } = await createWorld();
  const other = await createWorld();
  await other.call({ status: 200 });
  expect(await firstCall(other.application.keyId)).toBeNull();
});

it("returns the current state and the calls of a workspace's own applications", async () => {
  const { application, call, activity } = await createWorld();
  const other = await createWorld();
  expect(await activity(application.id)).toMatchObject({ rows: [{ lastUsedAt: null }], recent: {} });
  await call({ status: 200 });
  const { rows, recent } = await activity(application.id, other.application.id);
  expect(rows.map(({ id }) => id)).toEqual([application.id]);
  expect(rows[0]?.lastUsedAt).not.toBeNull();
  expect(recent[application.id]?.[recentHours - 1]).toEqual([1, 0, 0]);
});

it("rejects a session without membership, and a page of more applications than the list has", async () => {
  const { get } = await createWorld();
  const stranger = await createWorld();
  expect(
    (await get(getActivity, "logs/activity", `application=${stranger.application.id}`, null)).status,
  ).toBe(401);
  expect((await get(getFirstCall, "logs/first-call", "key=x")).status).toBe(400);
  const ids = Array.from({ length: 51 }, () => `application=${stranger.application.id}`).join("&");
  expect((await get(getActivity, "logs/activity", ids)).status).toBe(400);
});

async function createWorld() {
  const { workspaceId, slug, actors } = await createWorkspaceOf("owner");
  const [owner] = actors as [Actor];
  const application = await createApplicationIn({ workspaceId, personId: owner.personId });
  const get = async (handler: typeof getActivity, path: string, query: string, actor: Actor | null = owner) =>
    handler(
      new Request(`http://localhost/api/${path}?workspace=${slug}&${query}`, {
        headers: { cookie: actor ? await createSessionCookie(actor) : "" },
      }),
      { params: Promise.resolve({}) },
    );
  const call = (change: Parameters<typeof storedCall>[1]) =>
    storeCalls([
      storedCall({ workspaceId, applicationId: application.id }, { apiKeyId: application.keyId, ...change }),
    ]);
  const firstCall = async (keyId: string) =>
    (await (await get(getFirstCall, "logs/first-call", `key=${keyId}`)).json()).data;
  const activity = async (...ids: string[]): Promise<ApplicationActivity> => {
    const query = ids.map((id) => `application=${id}`).join("&");
    return (await (await get(getActivity, "logs/activity", query)).json()).data;
  };
  return { application, get, call, firstCall, activity };
}
