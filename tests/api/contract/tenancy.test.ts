import { randomBytes } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { catalog } from "@/app/api/catalog";
import type { EndpointSpec } from "@/lib/api/endpoint-spec";
import { isManagementPermission } from "@/lib/auth/permissions";
import { exampleUser } from "@/lib/contacts/schema/user";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
import { flushLogs } from "@/lib/logs/write/buffer";
import {
  createApplicationIn,
  createTokenIn,
  fillWorkspace,
  type TestApplication,
} from "@/tests/support/factories/application";
import { readDocument } from "@/tests/support/matchers/api-document";
import { dumpWorkspace } from "@/tests/support/matchers/dump-workspace";
import { callInProcess } from "@/tests/support/servers/call-api";

process.env.RATE_LIMIT_PER_MINUTE = "100000";

/** The parameters and fields that identify something. */
const idNames = [
  "userId",
  "email",
  "accountId",
  "domain",
  "segmentId",
  "applicationId",
  "deviceId",
  "name",
  "cursor",
] as const;
type IdName = (typeof idNames)[number];
type Ids = Partial<Record<IdName, string>>;

const call = callInProcess(catalog);
const document = readDocument(catalog);

/** The workspace that other tenants must not read or change. */
let foreign: TestApplication;
let foreignToken: TestApplication;
/** Ids of the foreign workspace, and similar ids that exist nowhere. */
const idSets: { title: string; existing: Ids; absent: Ids }[] = [];
let segmentIds: { user: string; account: string };

beforeAll(async () => {
  foreign = await createApplicationIn();
  foreignToken = await createTokenIn(foreign);
  const { workspaceId } = foreign;
  await fillWorkspace(workspaceId, "foreign");
  const user = { userId: "other-user", email: "kim@other-corp.com" };
  const account = { accountId: "other-account", domain: "other-corp.com" };
  await prisma.user.updateMany({
    where: { workspaceId },
    data: { externalId: user.userId, email: user.email },
  });
  await prisma.account.updateMany({
    where: { workspaceId },
    data: { externalId: account.accountId, domain: account.domain },
  });
  await prisma.website.updateMany({ where: { workspaceId }, data: { domain: account.domain } });
  await prisma.property.create({
    data: { workspaceId, kind: "user", name: "foreign_score", label: "Score", type: "number" },
  });
  const userRow = await prisma.user.findFirstOrThrow({ where: { workspaceId } });
  const accountRow = await prisma.account.findFirstOrThrow({ where: { workspaceId } });
  const deviceId = createId();
  await prisma.device.create({ data: { workspaceId, id: deviceId, userId: userRow.id } });
  segmentIds = { user: createId(), account: createId() };
  for (const kind of ["user", "account"] as const) {
    const id = segmentIds[kind];
    await prisma.computation.updateMany({ where: { workspaceId, kind }, data: { id } });
    await prisma.contactChange.updateMany({ where: { workspaceId, kind }, data: { computationId: id } });
  }
  await addSecondOfEach(user, account, userRow.id, accountRow.id);
  idSets.push(
    {
      title: "ids",
      existing: { ...user, ...account, deviceId, applicationId: foreign.id, name: "foreign event" },
      absent: {
        userId: "never-user",
        email: "kim@never-corp.com",
        accountId: "never-account",
        domain: "never-corp.com",
        deviceId: createId(),
        applicationId: createId(),
        name: "nothing event",
      },
    },
    {
      title: "row ids",
      existing: { userId: userRow.id, accountId: accountRow.id },
      absent: { userId: createId(), accountId: createId() },
    },
  );
  await flushLogs();
});

/** Gives every list of the workspace a second page. */
async function addSecondOfEach(
  user: object,
  account: object,
  userId: string,
  accountId: string,
): Promise<void> {
  const { workspaceId, key } = foreign;
  const second = { user: { userId: "other-user-2" }, account: { accountId: "other-account-2" } };
  const write = async (path: string, body: object) => {
    const response = await call(path, { method: "POST", key, body: JSON.stringify(body) });
    expect(response.status, path).toBe(201);
  };
  await write("/track", { name: "foreign event", identification: { user, account } });
  await write("/accounts/users/add", { account, users: [{ identification: second.user }] });
  await write("/accounts/users/add", { account: second.account, users: [{ identification: user }] });
  for (const kind of ["user", "account"] as const) {
    const segment = { workspaceId, id: createId(), kind, name: "foreign second" };
    await prisma.computation.create({ data: { ...segment, foldedName: segment.name } });
    const membership = { workspaceId, segmentId: segment.id };
    if (kind === "user") await prisma.segmentUser.create({ data: { ...membership, userId } });
    else await prisma.segmentAccount.create({ data: { ...membership, accountId } });
    const contactId = kind === "user" ? userId : accountId;
    await prisma.contactChange.create({
      data: {
        ...{ workspaceId, id: createId(), kind, contactId, type: "segment", name: "foreign" },
        ...{ computationId: segmentIds[kind], entered: false, cause: "property" },
      },
    });
  }
  await prisma.apiKey.create({
    data: {
      workspaceId,
      id: createId(),
      applicationId: foreign.id,
      hash: randomBytes(32),
      hint: "a1B2",
      revokedAt: new Date(),
    },
  });
  await prisma.campaign.create({ data: { workspaceId, id: createId(), name: "foreign second" } });
  await prisma.channel.create({ data: { workspaceId, id: createId(), name: "foreign second" } });
}

describe("answers ids of another workspace like unknown ids, and changes nothing there", () => {
  for (const { spec } of catalog) {
    const names = listIdNames(spec);
    if (names.length === 0) continue;
    it(`${spec.method} ${spec.path}: ${names.join(", ")}`, async () => {
      const sets = await listIdSets(spec);
      await flushLogs();
      const before = await dumpWorkspace(foreign.workspaceId);
      expect(before.User).toHaveLength(2);
      const worlds = [await createWorld(), await createWorld()] as const;
      for (const { title, existing, absent } of sets) {
        // All foreign ids together, and each one beside the caller's own ids.
        for (const chosen of [names, ...names.map((name) => [name])]) {
          const [foreignIds, noIds] = [pickIds(existing, chosen), pickIds(absent, chosen)];
          if (Object.keys(foreignIds).length === 0) continue;
          const [first, second] = [
            await send(spec, chooseKey(spec, worlds[0]), foreignIds),
            await send(spec, chooseKey(spec, worlds[1]), noIds),
          ];
          expect(first, `${title}: ${JSON.stringify(foreignIds)}`).toEqual(second);
          expect(first.text, title).not.toMatch(/foreign/);
        }
      }
      await flushLogs();
      expect(await dumpWorkspace(foreign.workspaceId)).toEqual(before);
    });
  }
});

it("defines properties for each workspace separately", async () => {
  const { key } = (await createWorld()).application;
  const response = await call("/users/upsert", {
    method: "POST",
    key,
    body: JSON.stringify({ identification: exampleUser, properties: { foreign_score: "no number" } }),
  });
  expect(response.status).toBe(201);
  expect(await response.json()).not.toHaveProperty("rejected.foreign_score");
});

async function createWorld() {
  const application = await createApplicationIn();
  const [token] = await Promise.all([
    createTokenIn(application),
    fillWorkspace(application.workspaceId, "own"),
  ]);
  return { application, token };
}

function chooseKey(
  spec: EndpointSpec,
  { application, token }: Awaited<ReturnType<typeof createWorld>>,
): string {
  return isManagementPermission(spec.permission) ? token.key : application.key;
}

/**
 * Lists the identifying parameters and fields of an endpoint. In the management API, names identify nothing, and the cursor
 * of logged calls is a time.
 */
function listIdNames(spec: EndpointSpec): IdName[] {
  if (spec.path === "/management/logs") return ["applicationId"];
  if (isManagementPermission(spec.permission)) return spec.path.includes("{") ? ["applicationId"] : [];
  const { parameters } = document.getOperation(spec);
  const text = JSON.stringify(getExampleBody(spec) ?? null);
  return idNames.filter(
    (name) => parameters.some((parameter) => parameter.name === name) || text.includes(`"${name}":`),
  );
}

function getExampleBody(spec: EndpointSpec): unknown {
  const { body } = document.exampleCall(spec);
  const example = body && JSON.parse(body);
  // Old clients send `members`, which the API's document leaves out.
  return spec.path === "/accounts/upsert"
    ? { ...example, members: [{ identification: exampleUser }] }
    : example;
}

/** Adds the segment of each kind, and a cursor of the same list in the foreign workspace. */
async function listIdSets(spec: EndpointSpec): Promise<typeof idSets> {
  const kind = /^\/(?:users|segments)\//.test(`${spec.path}/`) ? "user" : "account";
  const other = kind === "user" ? "account" : "user";
  const [named, rows] = idSets as [(typeof idSets)[0], (typeof idSets)[0]];
  const existing = { ...named.existing, segmentId: segmentIds[kind] };
  const cursor = spec.envelope === "page" ? await readForeignCursor(spec, existing) : undefined;
  return [
    {
      title: named.title,
      existing: { ...existing, ...(cursor && { cursor }) },
      absent: {
        ...named.absent,
        segmentId: createId(),
        ...(cursor && { cursor: cursor.slice(0, -1) + (cursor.endsWith("A") ? "B" : "A") }),
      },
    },
    {
      title: rows.title,
      existing: { ...rows.existing, segmentId: segmentIds[other] },
      absent: { ...rows.absent, segmentId: createId() },
    },
  ];
}

async function readForeignCursor(spec: EndpointSpec, ids: Ids): Promise<string> {
  const response = await call(`${fillPath(spec.path, ids)}?limit=1`, {
    key: isManagementPermission(spec.permission) ? foreignToken.key : foreign.key,
  });
  const { page } = (await response.json()) as { page: { next: string | null } };
  expect(page.next, spec.path).not.toBeNull();
  return page.next ?? "";
}

function pickIds(ids: Ids, names: readonly IdName[]): Ids {
  // A cursor is valid for one list only: with other filters it would be rejected anyway.
  const chosen = names.length > 1 ? names.filter((name) => name !== "cursor") : names;
  return Object.fromEntries(chosen.flatMap((name) => (ids[name] === undefined ? [] : [[name, ids[name]]])));
}

/** Sends the documented call with these ids. In the returned text each id is replaced by its name. */
async function send(spec: EndpointSpec, key: string, ids: Ids): Promise<{ status: number; text: string }> {
  const { parameters } = document.getOperation(spec);
  const query = new URLSearchParams();
  for (const { name, in: location, schema } of parameters) {
    const value = ids[name as IdName] ?? schema.example;
    if (location === "query" && value !== undefined) query.set(name, String(value));
  }
  const body = getExampleBody(spec);
  const examples = Object.fromEntries(parameters.map(({ name, schema }) => [name, schema.example]));
  const response = await call(`${fillPath(spec.path, { ...examples, ...ids })}?${query}`, {
    method: spec.method,
    key,
    ...(body !== undefined && { body: JSON.stringify(replaceIds(body, ids)) }),
  });
  let text = (await response.text()).replace(/"requestId":"\w+"/, "");
  for (const [name, id] of Object.entries(ids)) text = text.replaceAll(id, name);
  return { status: response.status, text: text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "time") };
}

function fillPath(path: string, ids: Ids): string {
  return path.replace(/\{(\w+)\}/g, (_, name: IdName) => encodeURIComponent(ids[name] ?? ""));
}

function replaceIds(value: unknown, ids: Ids): unknown {
  if (Array.isArray(value)) return value.map((item) => replaceIds(item, ids));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, ids[name as IdName] ?? replaceIds(inner, ids)]),
  );
}
