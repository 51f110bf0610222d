import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, it } from "vitest";
import { catalog } from "@/app/api/catalog";
import type { Endpoint } from "@/lib/api/endpoint-spec";
import { describeApi } from "@/lib/api/openapi";
import { specimen } from "@/tests/support/factories/specimen";

type RouteFile = Record<string, Partial<Endpoint>>;

/** Routes that need a session instead of a key, or neither: lib/api/session-route.ts, lib/api/sessionless-route.ts. */
const sessionPaths = [
  "/audit-log",
  "/contact-searches",
  "/leaked-keys",
  "/leaked-keys/github",
  "/logs",
  "/logs/activity",
  "/logs/first-call",
  "/logs/key-use",
  "/logs/live",
  "/previews",
  "/suggestions",
];

/** The sign-in routes and the route for unknown paths are not endpoints. */
const routeFiles = Object.entries(
  import.meta.glob<RouteFile>(
    ["/app/api/**/route.ts", "!/app/api/auth/**", "!/app/api/\\[...unknown\\]/**"],
    {
      eager: true,
    },
  ),
).map(([file, exported]) => ({
  path: file.replace(/^\/app\/api(.*)\/route\.ts$/, "$1").replace(/\[(\w+)\]/g, "{$1}"),
  exported,
}));

const toName = ({ spec }: Endpoint) => `${spec.method} ${spec.path}`;

it("lists exactly the endpoints of the route files", () => {
  const declared = routeFiles.flatMap(({ exported }) =>
    Object.values(exported).filter((value): value is Endpoint => value.spec !== undefined),
  );
  expect(new Set(catalog)).toEqual(new Set(declared));
  expect(catalog.map(toName).toSorted()).toEqual(declared.map(toName).toSorted());
  expect(new Set(catalog.map(toName)).size).toBe(catalog.length);
});

it("lists every route file except session routes", () => {
  const withoutEndpoint = routeFiles.filter(
    ({ exported }) => !Object.values(exported).some(({ spec }) => spec !== undefined),
  );
  expect(withoutEndpoint.map(({ path }) => path).toSorted()).toEqual(sessionPaths);
});

it("exports each endpoint from the method and path that it declares", () => {
  for (const { path, exported } of routeFiles)
    for (const [method, { spec }] of Object.entries(exported))
      if (spec) expect(spec).toMatchObject({ method, path });
});

it("declares every alias as deprecated, with the permission, input and output of its endpoint", () => {
  const aliases = catalog.flatMap((endpoint) =>
    endpoint.aliases.map((alias) => [endpoint.spec, alias] as const),
  );
  expect(aliases.map(([, alias]) => toName(alias))).toEqual(["POST /events"]);
  for (const [{ aliases: _, ...spec }, alias] of aliases) {
    const { path, deprecated } = alias.spec;
    expect(alias.spec).toEqual({ ...spec, path, deprecated });
    expect(deprecated).toContain(`${spec.method} ${spec.path}`);
    expect(catalog).toContain(alias);
  }
});

it("exports every method from every route file, so that Next never sends a default response", () => {
  for (const { path, exported } of routeFiles)
    expect(Object.keys(exported).toSorted(), path).toEqual([
      "DELETE",
      "GET",
      "OPTIONS",
      "PATCH",
      "POST",
      "PUT",
    ]);
});

it("describes all endpoints, with every feature, as valid OpenAPI 3.1", async () => {
  for (const endpoints of [catalog, [...catalog, specimen]]) {
    const validator = new Validator();
    const result = await validator.validate(structuredClone(describeApi(endpoints)));
    expect(result).toMatchObject({ valid: true });
    expect(validator.version).toBe("3.1");
  }
});

it("gives every operation a unique id", () => {
  const { paths } = describeApi(catalog) as {
    paths: Record<string, Record<string, { operationId: string }>>;
  };
  const ids = Object.values(paths).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  );
  expect(ids).toHaveLength(catalog.length);
  expect(new Set(ids).size).toBe(ids.length);
});
