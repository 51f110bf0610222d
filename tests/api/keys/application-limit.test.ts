import { expect, it } from "vitest";
import { catalog } from "@/app/api/catalog";
import { createApplication, setRestrictions, updateApplication } from "@/lib/applications/mutations";
import { getApplication } from "@/lib/applications/queries";
import { listAuditEntries } from "@/lib/audit/queries";
import { countCallsOfMinute } from "@/lib/logs/rollup/limit-use";
import { waitForLogs } from "@/lib/logs/write/buffer";
import { createApplicationIn } from "@/tests/support/factories/application";
import { callInProcess } from "@/tests/support/servers/call-api";

const call = callInProcess(catalog);

/** The quotas of a response: the remaining calls by policy. */
function readRemaining({ headers }: Response): Record<string, number> {
  const quotas = (headers.get("ratelimit") ?? "")
    .split(", ")
    .map((quota) => /^"(\w+)";r=(\d+);t=\d+$/.exec(quota));
  return Object.fromEntries(quotas.map((quota) => [quota?.[1], Number(quota?.[2])]));
}

it("rejects calls past the application's limit, which spend nothing of the workspace's", async () => {
  const limited = await createApplicationIn();
  const { workspaceId, personId, id, key } = limited;
  const other = await createApplicationIn(limited);
  await setRestrictions(workspaceId, personId, id, { callsPerMinute: 3 });
  const statuses: number[] = [];
  for (let sent = 0; sent < 6; sent += 1) statuses.push((await call("/validate", { key })).status);
  expect(statuses).toEqual([200, 200, 200, 429, 429, 429]);
  const rejected = await call("/validate", { key });
  const seconds = Number(rejected.headers.get("retry-after"));
  expect(seconds).toSatisfy((value: number) => value > 0 && value <= 60);
  expect(await rejected.json()).toEqual({
    message: `The application's rate limit of 3 calls a minute exceeded. Retry in ${seconds} seconds.`,
    meta: { requestId: expect.any(String), status: 429 },
  });
  // Three accepted calls, and this one.
  expect(readRemaining(await call("/validate", { key: other.key }))).toEqual({ workspace: 1800 - 4 });
});

it("tells all limits in RateLimit, and the tighter one in X-RateLimit", async () => {
  const limited = await createApplicationIn();
  const { workspaceId, personId, id, key } = limited;
  await setRestrictions(workspaceId, personId, id, { callsPerMinute: 5 });
  const response = await call("/validate", { key });
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "ratelimit-policy": '"application";q=5;w=60, "workspace";q=1800;w=60',
    ratelimit: '"application";r=4;t=60, "workspace";r=1799;t=60',
    "x-ratelimit-limit": "5",
    "x-ratelimit-remaining": "4",
    "x-ratelimit-reset": "60",
  });
  // With a rejected key, the limit of the IP address.
  const unknown = await call("/validate", { key: "unknown" });
  expect(unknown.headers.get("ratelimit-policy")).toBe('"ip";q=1800;w=60');
  expect(readRemaining(unknown)).toEqual({ ip: 1799 });
});

it("applies a changed limit to the next call, and the workspace's without one", async () => {
  const { workspaceId, personId, id, key } = await createApplicationIn();
  const restrict = (callsPerMinute: number | null) =>
    setRestrictions(workspaceId, personId, id, { callsPerMinute });
  await restrict(10);
  for (let sent = 0; sent < 5; sent += 1) await call("/validate", { key });
  await restrict(2);
  expect((await call("/validate", { key })).status).toBe(429);
  await restrict(6);
  expect((await call("/validate", { key })).status).toBe(200);
  expect((await call("/validate", { key })).status).toBe(429);
  await restrict(null);
  expect(readRemaining(await call("/validate", { key }))).toEqual({ workspace: 1800 - 7 });
});

it("rejects a limit above the workspace's beside its field", async () => {
  const { workspaceId, personId, id } = await createApplicationIn();
  const issues = [{ path: "callsPerMinute", message: "Use 1,800 at most, the limit of the workspace." }];
  const rejection = { code: "bad_request", details: { issues } };
  await expect(setRestrictions(workspaceId, personId, id, { callsPerMinute: 1801 })).rejects.toMatchObject(
    rejection,
  );
  const created = { name: "Too fast", permissions: [], callsPerMinute: 1801 };
  await expect(createApplication(workspaceId, personId, created)).rejects.toMatchObject(rejection);
  await setRestrictions(workspaceId, personId, id, { callsPerMinute: 1800 });
  expect((await getApplication(workspaceId, id)).callsPerMinute).toBe(1800);
});

it("keeps the limit in an edit without one, and records each change", async () => {
  const { workspaceId, personId, id } = await createApplicationIn();
  await setRestrictions(workspaceId, personId, id, { callsPerMinute: 60 });
  const { version, name, enabled } = await getApplication(workspaceId, id);
  const edit = { id, name, enabled, permissions: [] };
  const kept = await updateApplication(workspaceId, personId, { ...edit, version });
  expect(kept.callsPerMinute).toBe(60);
  await updateApplication(workspaceId, personId, { ...edit, version: kept.version, callsPerMinute: null });
  const { rows } = await listAuditEntries(workspaceId);
  const entries = rows.filter(({ action }) => action === "application.rate-limit");
  expect(entries.map(({ detail }) => detail)).toEqual(["the workspace's limit applies", "60 calls a minute"]);
});

it("counts the calls of the last minute that spend the limit", async () => {
  const limited = await createApplicationIn(undefined, []);
  const { workspaceId, personId, id, key } = limited;
  const idle = await createApplicationIn(limited);
  await setRestrictions(workspaceId, personId, id, { callsPerMinute: 3 });
  // 200, 404 and a missing permission count; past the limit, and with a rejected key, they do not.
  for (const path of ["/validate", "/nowhere", "/events", "/validate", "/validate"])
    await call(path, { key });
  await setRestrictions(workspaceId, personId, id, { allowedIps: ["203.0.113.4"] });
  await call("/validate", { key });
  await waitForLogs();
  expect(await countCallsOfMinute(workspaceId, [id, idle.id])).toEqual({ [id]: 3 });
  expect(await countCallsOfMinute(workspaceId, [id, idle.id], Date.now() + 61_000)).toEqual({});
});
