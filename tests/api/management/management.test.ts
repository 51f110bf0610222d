import { describe, expect, it, test } from "vitest";
import { catalog } from "@/app/api/catalog";
import { countDeletedApplications } from "@/lib/applications/deleted/queries";
import * as applicationMutations from "@/lib/applications/mutations";
import * as applicationQueries from "@/lib/applications/queries";
import { listAuditEntries } from "@/lib/audit/queries";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
import { regenerateKey, setOverlap } from "@/lib/keys/mutations";
import { hashKey } from "@/lib/keys/secret";
import { createToken, regenerateToken, revokeToken } from "@/lib/management/tokens/mutations";
import { listTokens } from "@/lib/management/tokens/queries";
import { NewToken } from "@/lib/management/tokens/schema";
import {
  createApplicationIn,
  createTokenIn,
  type TestApplication,
} from "@/tests/support/factories/application";
import { findTablesWith } from "@/tests/support/matchers/search-database";
import { callInProcess } from "@/tests/support/servers/call-api";

const call = callInProcess(catalog);

/** Calls the management API with a token. */
async function manage(
  { key }: Pick<TestApplication, "key">,
  method: string,
  path: string,
  body?: object,
): Promise<{ status: number; data: Managed; message?: string; errors?: { fields: Record<string, string> } }> {
  const response = await call(`/management${path}`, {
    key,
    method,
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, ...(await response.json()) };
}

type Managed = {
  id: string;
  name: string;
  enabled: boolean;
  version: number;
  apiKey: string;
  deletedAt?: string;
  key: { id: string; masked: string; expiresAt?: string };
  oldKey?: { masked: string; worksUntil: string };
};

const validate = (key: string) => call("/validate", { key }).then(({ status }) => status);

describe("an application through the management API", () => {
  it("is created, used, changed, regenerated with an overlap, deleted and restored with the same key", async () => {
    const token = await createTokenIn();
    const created = await manage(token, "POST", "/applications", {
      name: "Export",
      permissions: ["ReadContacts"],
      expires: "30",
    });
    expect(created).toMatchObject({ status: 201, data: { name: "Export", enabled: true, version: 1 } });
    const { id, apiKey } = created.data;
    expect(created.data.key.masked).toBe(`jny_…${apiKey.slice(-4)}`);
    expect(await validate(apiKey)).toBe(200);

    const patched = await manage(token, "PATCH", `/applications/${id}`, { enabled: false });
    expect(patched).toMatchObject({ status: 200, data: { name: "Export", enabled: false, version: 2 } });
    expect(await validate(apiKey)).toBe(403);
    await manage(token, "PATCH", `/applications/${id}`, { enabled: true });

    const regenerated = await manage(token, "POST", `/applications/${id}/regenerate`, { overlap: "hour" });
    expect(regenerated.data.oldKey?.masked).toBe(`jny_…${apiKey.slice(-4)}`);
    expect([await validate(apiKey), await validate(regenerated.data.apiKey)]).toEqual([200, 200]);

    const deleted = await manage(token, "DELETE", `/applications/${id}`);
    expect(deleted).toMatchObject({ status: 200, data: { deletedAt: expect.any(String) } });
    expect([await validate(apiKey), await validate(regenerated.data.apiKey)]).toEqual([401, 401]);
    expect((await manage(token, "GET", "/applications")).data).toEqual([]);
    expect((await manage(token, "GET", "/applications?deleted=true")).data).toMatchObject([{ id }]);

    expect((await manage(token, "POST", `/applications/${id}/restore`, {})).status).toBe(200);
    expect([await validate(apiKey), await validate(regenerated.data.apiKey)]).toEqual([200, 200]);
    const keys = await manage(token, "GET", `/applications/${id}/keys`);
    expect(keys.data).toMatchObject([{ masked: expect.any(String) }, { worksUntil: expect.any(String) }]);
  });

  it("names the token and its author in the audit log", async () => {
    const token = await createTokenIn();
    const { data } = await manage(token, "POST", "/applications", { name: "Export", permissions: [] });
    await manage(token, "PATCH", `/applications/${data.id}`, { permissions: ["ReadEvents"] });
    const { rows } = await listAuditEntries(token.workspaceId, { application: data.id });
    expect(rows.map(({ action }) => action)).toEqual(["application.permissions", "application.create"]);
    for (const { personId, tokenId } of rows) {
      expect(personId).toBe(token.personId);
      expect(tokenId).toBe(token.id);
    }
    await applicationMutations.deleteApplication(token.workspaceId, token.personId, data.id);
    const [last] = (await listAuditEntries(token.workspaceId, { application: data.id })).rows;
    expect(last).toMatchObject({ action: "application.delete", tokenId: null });
  });

  it("keeps changes of simultaneous edits, and rejects an outdated version", async () => {
    const token = await createTokenIn();
    const { data } = await manage(token, "POST", "/applications", { name: "Export", permissions: [] });
    const edits = await Promise.all([
      manage(token, "PATCH", `/applications/${data.id}`, { name: "Export 2" }),
      manage(token, "PATCH", `/applications/${data.id}`, { permissions: ["ReadEvents"] }),
      manage(token, "PATCH", `/applications/${data.id}`, { enabled: false }),
    ]);
    expect(edits.map(({ status }) => status)).toEqual([200, 200, 200]);
    const { data: current } = await manage(token, "GET", `/applications/${data.id}`);
    expect(current).toMatchObject({
      name: "Export 2",
      permissions: ["ReadEvents"],
      enabled: false,
      version: 4,
    });
    const outdated = await manage(token, "PATCH", `/applications/${data.id}`, { version: 1, enabled: true });
    expect(outdated.status).toBe(409);
  });

  it("returns 409 with the field for a taken name, and 404 for another workspace's application", async () => {
    const token = await createTokenIn();
    const other = await createApplicationIn();
    await manage(token, "POST", "/applications", { name: "Export", permissions: [] });
    const again = await manage(token, "POST", "/applications", { name: "EXPORT", permissions: [] });
    expect(again.status).toBe(409);
    for (const [method, path, body] of [
      ["GET", ""],
      ["GET", "/keys"],
      ["PATCH", "", { enabled: false }],
      ["DELETE", ""],
      ["POST", "/regenerate", {}],
      ["POST", "/restore", {}],
    ] as const)
      for (const id of [other.id, createId(), token.id])
        expect((await manage(token, method, `/applications/${id}${path}`, body)).status, path).toBe(404);
    expect(await validate(other.key)).toBe(200);
  });

  it("stores no issued key, neither in the log nor for repeats", async () => {
    const token = await createTokenIn();
    const created = await call("/management/applications", {
      key: token.key,
      method: "POST",
      headers: { "idempotency-key": createId() },
      body: JSON.stringify({ name: "Export", permissions: [] }),
    });
    const { data } = await created.json();
    const regenerated = await manage(token, "POST", `/applications/${data.id}/regenerate`, {});
    const keys = [token.key, data.apiKey, regenerated.data.apiKey];
    expect(await findTablesWith(pool, keys)).toEqual([]);
  });
});

test("lists logged calls by application, status and time, and of the tokens themselves", async () => {
  const token = await createTokenIn();
  const application = await createApplicationIn(token);
  await call("/validate", { key: application.key });
  await call("/nothing", { key: application.key });
  const list = (query: string) =>
    manage(token, "GET", `/logs${query}`).then(({ data }) =>
      (data as unknown as { path: string; applicationId: string }[]).map(({ path }) => path),
    );
  expect(await list(`?applicationId=${application.id}`)).toEqual(["/api/nothing", "/api/validate"]);
  expect(await list(`?applicationId=${application.id}&status=4xx`)).toEqual(["/api/nothing"]);
  expect(await list(`?applicationId=${token.id}&limit=1`)).toEqual(["/api/management/logs"]);
  expect(await list(`?to=2020-01-01T00:00:00Z`)).toEqual([]);
  expect((await manage(token, "GET", "/logs?cursor=x")).status).toBe(400);
});

describe("a management token", () => {
  it("always expires", () => {
    const input = { name: "Terraform", scope: "read" };
    expect(NewToken.safeParse({ ...input, expiry: "never" }).error?.issues[0]?.message).toBe(
      "Choose when the token expires.",
    );
    expect(NewToken.safeParse(input).success).toBe(false);
  });

  it("cannot read data, and an application's key cannot manage", async () => {
    const token = await createTokenIn();
    const application = await createApplicationIn(token);
    expect((await call("/users", { key: token.key })).status).toBe(401);
    expect((await manage(application, "GET", "/applications")).status).toBe(401);
    expect(await (await call("/validate", { key: token.key })).json()).toMatchObject({
      data: { permissions: [] },
    });
  });

  it("cannot write with read access", async () => {
    const token = await createTokenIn(undefined, "read");
    expect((await manage(token, "GET", "/applications")).status).toBe(200);
    const { status, message } = await manage(token, "POST", "/applications", { name: "A", permissions: [] });
    expect([status, message]).toEqual([401, expect.stringContaining("ManageApplications")]);
  });

  it("is rejected from the response of its revocation or regeneration on", async () => {
    const token = await createTokenIn();
    const { workspaceId, personId, id, keyId } = token;
    const replacement = await regenerateToken(workspaceId, personId, { id, keyId, expiry: "7" });
    expect((await manage(token, "GET", "/applications")).status).toBe(401);
    expect((await manage(replacement, "GET", "/applications")).status).toBe(200);
    await revokeToken(workspaceId, personId, id);
    expect((await manage(replacement, "GET", "/applications")).status).toBe(401);
    await expect(revokeToken(workspaceId, personId, id)).rejects.toThrow("already revoked");
    expect(await listTokens(workspaceId)).toEqual([]);
    const { rows } = await listAuditEntries(workspaceId, { about: "token" });
    expect(rows.map(({ action }) => action)).toEqual(["token.revoke", "token.regenerate", "token.create"]);
  });

  it("is in no list of applications, and no change of applications reaches it", async () => {
    const { workspaceId, personId, id, keyId, key } = await createTokenIn();
    const before = await prisma.application.findFirstOrThrow({ where: { workspaceId, id } });
    const query = { search: "", key: null, sort: "name", direction: "ascending", page: 1 } as const;
    expect((await applicationQueries.listApplications(workspaceId, query)).total).toBe(0);
    expect(await applicationQueries.listApplicationsById(workspaceId, [id])).toEqual([]);
    expect(await applicationQueries.findApplication(workspaceId, id)).toBeNull();
    expect(await applicationQueries.findApplicationByName(workspaceId, before.name)).toBeNull();
    expect(await applicationQueries.findKeyByHash(workspaceId, hashKey(key))).toBeNull();
    expect(await applicationQueries.findKeyById(workspaceId, keyId)).toBeNull();
    const edit = { id, version: 1, name: "Other", permissions: [], enabled: false };
    for (const change of [
      () => applicationMutations.updateApplication(workspaceId, personId, edit),
      () => applicationMutations.setEnabled(workspaceId, personId, id, false),
      () => applicationMutations.setRestrictions(workspaceId, personId, id, { allowedIps: ["10.0.0.1"] }),
      () => applicationMutations.deleteApplication(workspaceId, personId, id),
      () => applicationMutations.restoreApplication(workspaceId, personId, { id }),
      () => regenerateKey(workspaceId, personId, { applicationId: id, keyId }),
      () => setOverlap(workspaceId, personId, { applicationId: id, keyId, overlap: "none" }),
    ])
      await expect(change()).rejects.toThrow();
    expect(await prisma.application.findFirstOrThrow({ where: { workspaceId, id } })).toEqual(before);
    await revokeToken(workspaceId, personId, id);
    expect(await countDeletedApplications(workspaceId)).toBe(0);
    await expect(applicationMutations.restoreApplication(workspaceId, personId, { id })).rejects.toThrow();
  });

  it("shares its name with an application, but with no other token; there are 20 at most", async () => {
    const { workspaceId, personId } = await createApplicationIn();
    await applicationMutations.createApplication(workspaceId, personId, {
      name: "Terraform",
      permissions: [],
    });
    const input = { scope: "read", expiry: "7" } as const;
    await createToken(workspaceId, personId, { ...input, name: "Terraform" });
    await expect(createToken(workspaceId, personId, { ...input, name: "terraform" })).rejects.toThrow(
      "taken",
    );
    for (let count = 1; count < 20; count += 1)
      await createToken(workspaceId, personId, { ...input, name: `Token ${count}` });
    await expect(createToken(workspaceId, personId, { ...input, name: "One more" })).rejects.toThrow("20");
  });
});
