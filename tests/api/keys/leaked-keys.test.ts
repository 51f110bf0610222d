import { createSign, generateKeyPairSync, type KeyObject } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { catalog } from "@/app/api/catalog";
import { POST as reportByGithub } from "@/app/api/leaked-keys/github/route";
import { PUT, POST as reportByVisitor } from "@/app/api/leaked-keys/route";
import { getApplication } from "@/lib/applications/queries";
import { listAuditEntries } from "@/lib/audit/queries";
import { createKey, hashKey } from "@/lib/keys/secret";
import { forgetGithubKeys } from "@/lib/leaked-keys/github-signature";
import { maxReportsPerHour } from "@/lib/leaked-keys/report-limit";
import { createApplicationIn } from "@/tests/support/factories/application";
import { callInProcess } from "@/tests/support/servers/call-api";

const call = callInProcess(catalog);
const getStatus = async (key: string) => (await call("/validate", { key })).status;
const context = { params: Promise.resolve({}) };

/** Serves the list of public keys as GitHub does. */
const github = { keys: [] as { key_identifier: string; key: string }[], fetches: 0, status: 200 };
const pair = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
const keyId = "90a421169f0a406205f1563a953312f0be898d3c7b6c06b681aa86a874555f4a";
let server: Server;

beforeAll(async () => {
  server = createServer((_, response) => {
    github.fetches += 1;
    response.writeHead(github.status, { "content-type": "application/json" });
    response.end(JSON.stringify({ public_keys: github.keys }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  process.env.GITHUB_SECRET_SCANNING_KEYS_URL = `http://127.0.0.1:${port}/meta/public_keys/secret_scanning`;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

beforeEach(() => {
  forgetGithubKeys();
  Object.assign(github, { keys: [toListed(keyId, pair.publicKey)], fetches: 0, status: 200 });
});

it("gives the same answer for a key that exists and for one that does not, and disables the first", async () => {
  const { workspaceId, id, key } = await createApplicationIn();
  const answer = async (keys: unknown) => {
    const response = await report({ keys });
    const { date: _, "x-request-id": __, ...headers } = Object.fromEntries(response.headers);
    return { status: response.status, headers, body: await response.json() };
  };
  const unknown = await answer([createKey().key]);
  expect(unknown).toMatchObject({ status: 202, body: { data: { received: 1 } } });
  expect(await answer([key])).toEqual(unknown);
  await expect.poll(() => getStatus(key)).toBe(403);
  expect((await getApplication(workspaceId, id)).key.leakedAt).toBeInstanceOf(Date);
});

it("stops all of 100 reported keys, and rejects more", async () => {
  const { key } = await createApplicationIn();
  const others = Array.from({ length: 99 }, () => createKey().key);
  expect(await (await report({ keys: [...others, key] })).json()).toEqual({ data: { received: 100 } });
  await expect.poll(() => getStatus(key)).toBe(403);
  expect((await report({ keys: [...others, key, key] })).status).toBe(400);
});

it.each([
  ["no complete key", { keys: ["jny_abc", ""] }],
  ["no list", { keys: "jny_" }],
  ["an empty list", { keys: [] }],
  ["another field", { keys: ["jny_"], workspace: "x" }],
])("returns 400 for %s", async (_, body) => {
  expect((await report(body)).status).toBe(400);
});

it("never repeats a key in an error", async () => {
  const { key } = await createApplicationIn();
  const response = await send(reportByVisitor, `{"keys": ["${key}" nothing`);
  expect(response.status).toBe(400);
  expect(await response.text()).not.toContain(key);
  expect(
    (await PUT(new Request("http://localhost/api/leaked-keys", { method: "PUT" }), context)).status,
  ).toBe(405);
});

it("rejects the 61st report of a network within an hour, with the time to wait", async () => {
  const keys = [createKey().key];
  const ipAddress = "203.0.113.61";
  for (let sent = 0; sent < maxReportsPerHour; sent += 1)
    expect((await report({ keys }, ipAddress)).status).toBe(202);
  const rejected = await report({ keys }, ipAddress);
  expect(rejected.status).toBe(429);
  expect(Number(rejected.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await report({ keys }, "203.0.113.62")).status).toBe(202);
});

it("answers GitHub's signed report with the label of each match, and stops the keys", async () => {
  const { workspaceId, key } = await createApplicationIn();
  const other = createKey().key;
  const url = "https://github.com/octocat/hello/blob/main/.env";
  const response = await signed([
    { token: key, type: "api_access_key", url, source: "content" },
    { token: other, type: "api_access_key", url: "" },
    { token: "jny_mistyped", type: "api_access_key" },
  ]);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual(
    [key, other, "jny_mistyped"].map((token) => ({
      token_hash: hashKey(token),
      token_type: "api_access_key",
      label: token === key ? "true_positive" : "false_positive",
    })),
  );
  expect(await getStatus(key)).toBe(403);
  const [entry] = (await listAuditEntries(workspaceId)).rows;
  expect(entry?.detail).toMatch(`by GitHub, which found it at ${url}; its calls are rejected`);
});

it("rejects a report that GitHub did not sign, or that was changed", async () => {
  const { key } = await createApplicationIn();
  const body = JSON.stringify([{ token: key, type: "api_access_key", url: "" }]);
  const other = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const attempts: [string, Record<string, string>][] = [
    [body, {}],
    [body, signatureOf(body, other.privateKey)],
    [body, signatureOf(`${body} `, pair.privateKey)],
    [body, { ...signatureOf(body, pair.privateKey), "github-public-key-identifier": "../keys" }],
    [body, { ...signatureOf(body, pair.privateKey), "github-public-key-signature": "AAAA" }],
  ];
  for (const [text, headers] of attempts)
    expect((await send(reportByGithub, text, headers)).status).toBe(401);
  expect(await getStatus(key)).toBe(200);
});

it("fetches GitHub's keys once, and again for an unknown key id, but not each time", async () => {
  for (let sent = 0; sent < 3; sent += 1) expect((await signed([match()])).status).toBe(200);
  expect(github.fetches).toBe(1);
  const body = JSON.stringify([match()]);
  const unknown = { ...signatureOf(body, pair.privateKey), "github-public-key-identifier": "abcdef" };
  expect((await send(reportByGithub, body, unknown)).status).toBe(401);
  expect((await send(reportByGithub, body, unknown)).status).toBe(401);
  expect(github.fetches).toBe(1);
});

it("returns 503 while GitHub's keys cannot be fetched, and rejects keys of other curves", async () => {
  github.status = 500;
  const response = await signed([match()]);
  expect([response.status, response.headers.get("retry-after")]).toEqual([503, "60"]);
  const p384 = generateKeyPairSync("ec", { namedCurve: "secp384r1" });
  Object.assign(github, { status: 200, keys: [toListed(keyId, p384.publicKey)] });
  forgetGithubKeys();
  const body = JSON.stringify([match()]);
  expect((await send(reportByGithub, body, signatureOf(body, p384.privateKey))).status).toBe(401);
});

const match = () => ({ token: createKey().key, type: "api_access_key", url: "" });

function toListed(id: string, key: KeyObject) {
  return { key_identifier: id, key: key.export({ type: "spki", format: "pem" }).toString() };
}

function signatureOf(body: string, key: KeyObject): Record<string, string> {
  return {
    "github-public-key-identifier": keyId,
    "github-public-key-signature": createSign("sha256").update(body).sign(key, "base64"),
  };
}

function signed(matches: unknown[]): Promise<Response> {
  const body = JSON.stringify(matches);
  return send(reportByGithub, body, signatureOf(body, pair.privateKey));
}

let reports = 0;

/** Each report comes from a network of its own, unless one is given. */
function report(body: unknown, ipAddress?: string): Promise<Response> {
  reports += 1;
  const headers = { "x-forwarded-for": ipAddress ?? `198.51.100.${reports}` };
  return send(reportByVisitor, JSON.stringify(body), headers);
}

async function send(
  route: typeof reportByVisitor,
  body: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  const request = new Request("http://localhost/api/leaked-keys", {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });
  return route(request, context);
}
