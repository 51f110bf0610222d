import { expect, it } from "vitest";
import { catalog } from "@/app/api/catalog";
import { createApplication, setRestrictions, updateApplication } from "@/lib/applications/mutations";
import { getApplication } from "@/lib/applications/queries";
import { pool } from "@/lib/db/pool";
import { createApplicationIn, usedKeys } from "@/tests/support/factories/application";
import { callInProcess } from "@/tests/support/servers/call-api";

const call = callInProcess(catalog);

const callFrom = (ipAddress: string, key: string) =>
  call("/segments/users", { key, headers: { "x-forwarded-for": ipAddress } });
const getStatus = async (ipAddress: string, key: string) => (await callFrom(ipAddress, key)).status;

it("accepts listed addresses only, IPv4-mapped spellings and proxies' ports included", async () => {
  const { workspaceId, personId, id, key } = await createApplicationIn();
  await setRestrictions(workspaceId, personId, id, {
    allowedIps: ["203.0.113.4", "198.51.100.0/24", "2001:db8::/32"],
  });
  for (const ipAddress of [
    "203.0.113.4",
    "::ffff:203.0.113.4",
    "203.0.113.4:50123",
    "198.51.100.255",
    "2001:DB8:0::1",
    "[2001:db8::1]:443",
  ])
    expect(await getStatus(ipAddress, key), ipAddress).toBe(200);
  for (const ipAddress of ["203.0.113.5", "198.51.101.0", "2001:db9::", "unknown"])
    expect(await getStatus(ipAddress, key), ipAddress).toBe(403);
});

it("names the client's address in the published shape of 403, and logs the call as a rejected one", async () => {
  const { workspaceId, personId, id, key } = await createApplicationIn();
  await setRestrictions(workspaceId, personId, id, { allowedIps: ["203.0.113.4"] });
  const response = await callFrom("::ffff:192.0.2.9", key);
  expect(await response.json()).toEqual({
    message: "The IP address 192.0.2.9 may not use this key. Allow it in Settings → API access.",
    meta: { requestId: expect.any(String), status: 403 },
  });
  const select = `
    SELECT d."errorCode", d."ipAddress", d."status", a."lastUsedAt", a."lastRejectedAt" IS NOT NULL AS "rejected"
    FROM "RequestDimension" d JOIN "Application" a ON a."id" = d."applicationId" WHERE a."id" = $1`;
  await expect
    .poll(() => pool.query(select, [id]).then(({ rows }) => rows))
    .toEqual([
      { errorCode: "ip_not_allowed", ipAddress: "192.0.2.9", status: 403, lastUsedAt: null, rejected: true },
    ]);
});

it("counts a rejected address against itself, not against the workspace", async () => {
  const { workspaceId, personId, id, key } = await createApplicationIn();
  await setRestrictions(workspaceId, personId, id, { allowedIps: ["203.0.113.4"] });
  const remaining = async (ipAddress: string) =>
    Number((await callFrom(ipAddress, key)).headers.get("x-ratelimit-remaining"));
  const before = await remaining("203.0.113.4");
  const rejected = await remaining("192.0.2.77");
  expect(await remaining("192.0.2.77")).toBe(rejected - 1);
  expect(await remaining("203.0.113.4")).toBe(before - 1);
});

it("keeps the list in an edit without one, and allows every address after an empty one", async () => {
  const { workspaceId, personId } = await createApplicationIn();
  const { applicationId: id, key } = await createApplication(workspaceId, personId, {
    name: "Restricted",
    permissions: ["ReadSegments"],
    allowedIps: ["203.0.113.4"],
  });
  usedKeys.push(key);
  expect(await getStatus("192.0.2.9", key)).toBe(403);
  const { version, name, permissions, enabled } = await getApplication(workspaceId, id);
  const edit = { id, name, permissions, enabled };
  const kept = await updateApplication(workspaceId, personId, { ...edit, version });
  expect(kept.allowedIps).toEqual(["203.0.113.4"]);
  expect(await getStatus("192.0.2.9", key)).toBe(403);
  await updateApplication(workspaceId, personId, { ...edit, version: kept.version, allowedIps: [] });
  expect(await getStatus("192.0.2.9", key)).toBe(200);
});
