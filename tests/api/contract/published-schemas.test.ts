import { Ajv2019 } from "ajv/dist/2019.js";
import { describe, expect, it } from "vitest";
import { catalog } from "@/app/api/catalog";
import { endpoint } from "@/lib/api/endpoint";
import { describeApi } from "@/lib/api/openapi";
import { setEnabled } from "@/lib/applications/mutations";
import { type Permission, permissionIds } from "@/lib/auth/permissions";
import { createApplicationIn, fillWorkspace } from "@/tests/support/factories/application";
import published from "@/tests/support/fixtures/published-api.json" with { type: "json" };
import { type ExampleCall, readDocument } from "@/tests/support/matchers/api-document";
import { type CallApi, type CallOptions, callInProcess } from "@/tests/support/servers/call-api";

/** An operation as journy.io publishes it: its permission, and a response schema per status. */
type Operation = { "x-key-permissions": Permission[]; responses: Record<string, string> };

const operations = Object.entries(published.operations as unknown as Record<string, Operation>);

const limit = 3;
process.env.RATE_LIMIT_PER_MINUTE = String(limit);

const call = callInProcess(catalog);
/** The API with handlers that all throw an unexpected error. */
const callFailing = callInProcess(
  catalog.map(({ spec }) =>
    endpoint({
      ...spec,
      handler: () => {
        throw new Error("This is thrown by the test.");
      },
    }),
  ),
);
const document = readDocument(catalog);
const ajv = new Ajv2019({ allErrors: true, formats: { domain: /^([a-z0-9-]+\.)+[a-z0-9-]+$/ } });
ajv.addVocabulary(Object.keys(published));
ajv.addSchema({ $id: "published", ...forbidUnknownFields(published) });

it("describes each published operation under the permission it is published with", () => {
  const { paths } = describeApi(catalog) as { paths: Record<string, Record<string, Partial<Operation>>> };
  const ours = operations.map(([name]) => {
    const [method = "", path = ""] = name.split(" ");
    return [name, paths[path]?.[method.toLowerCase()]?.["x-key-permissions"] ?? []];
  });
  expect(ours).toEqual(operations.map(([name, operation]) => [name, operation["x-key-permissions"]]));
});

describe.concurrent.each(operations)("%s, as journy.io publishes it", (name, operation) => {
  const [success = ""] = Object.keys(operation.responses);
  const needed = operation["x-key-permissions"];

  it(`returns ${success} in the published shape to a key with only this permission`, async () => {
    const key = await createKeyFor(needed);
    await expectPublished(await callExample({ key }), Number(success));
  });

  if (success === "204")
    it("returns 200 in the shape published for 204 to clients that need a body", async () => {
      const key = await createKeyFor(needed);
      const answer = await callExample({ key, headers: { "user-agent": "js-sdk/3.4.0" } });
      await expectPublished(answer, 200, operation.responses[success]);
    });

  if (operation.responses[400])
    it("returns 400 in the published shape", async () => {
      const key = await createKeyFor(needed);
      await expectPublished(await callExample({ key, query: "?colour=red" }), 400);
      if (getExample().body) {
        await expectPublished(await callExample({ key, body: "{}" }), 400);
        await expectPublished(await callExample({ key, body: "{" }), 400);
      }
    });

  it("returns 401 in the published shape for an unknown key and for a missing permission", async () => {
    await expectPublished(await callExample({ key: "unknown" }), 401);
    if (needed.length === 0) return;
    const others = permissionIds.filter((permission) => !needed.includes(permission));
    await expectPublished(await callExample({ key: await createKeyFor(others) }), 401);
  });

  it("returns 403 in the published shape", async () => {
    const { key, workspaceId, id } = await createApplicationIn(undefined, needed);
    await setEnabled(workspaceId, null, id, false);
    await expectPublished(await callExample({ key }), 403);
  });

  if (operation.responses[404])
    it("returns 404 in the published shape", async () => {
      const { key } = await createApplicationIn(undefined, needed);
      await expectPublished(await callExample({ key }), 404);
    });

  it("returns 500 in the published shape", async () => {
    const { key } = await createApplicationIn(undefined, needed);
    await expectPublished(await callExample({ key, via: callFailing }), 500);
  });

  it("returns 429 in the published shape", async () => {
    const { key } = await createApplicationIn(undefined, needed);
    for (let i = 0; i < limit; i += 1) await callExample({ key });
    await expectPublished(await callExample({ key }), 429);
  });

  function getExample(): ExampleCall {
    const endpoint = catalog.find(({ spec }) => `${spec.method} ${spec.path}` === name);
    if (!endpoint) throw new Error(`${name} is not in the catalog.`);
    return document.exampleCall(endpoint.spec);
  }

  /** Sends the documented call, with changes. */
  function callExample({
    query,
    via = call,
    ...change
  }: CallOptions & { query?: string; via?: CallApi }): Promise<Response> {
    const example = getExample();
    return via(example.path + (query ?? example.query), { ...example, ...change });
  }

  /** Checks headers and body against what is published. */
  async function expectPublished(
    answer: Response,
    status: number,
    schema = operation.responses[status] ?? "Message",
  ): Promise<void> {
    const text = await answer.text();
    expect(answer.status, text).toBe(status);
    for (const header of ["x-ratelimit-limit", "x-ratelimit-remaining"])
      expect(answer.headers.get(header)).toMatch(/^\d+$/);
    if (status === 204) return expect(text).toBe("");
    const validate = ajv.compile({ $ref: `published#/schemas/${schema}`, unevaluatedProperties: false });
    validate(JSON.parse(text));
    expect(validate.errors ?? [], text).toEqual([]);
  }
});

/** Forbids unknown fields, as generated clients do. */
function forbidUnknownFields(schemas: object): object {
  return JSON.parse(JSON.stringify(schemas), function (this: unknown, name, value) {
    // The fields of an `allOf` are those of all its parts.
    const isPart = Array.isArray(this) || name === "Envelope";
    return value?.properties && !isPart ? { ...value, additionalProperties: false } : value;
  });
}

/** Creates a workspace with one of everything; returns its key. */
async function createKeyFor(permissions: Permission[]): Promise<string> {
  const { key, workspaceId } = await createApplicationIn(undefined, permissions);
  await fillWorkspace(workspaceId, "example");
  return key;
}
