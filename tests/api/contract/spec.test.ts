import { createConfig, lintFromString } from "@redocly/openapi-core";
import { expect, it } from "vitest";
import { catalog } from "@/app/api/catalog";
import { documentedErrors } from "@/lib/api/documented-errors";
import type { Endpoint } from "@/lib/api/endpoint-spec";
import { describeApi } from "@/lib/api/openapi";
import { specimen } from "@/tests/support/factories/specimen";
import { readDocument } from "@/tests/support/matchers/api-document";
import type { JsonSchema } from "@/tests/support/models/from-schema";

type Examples = Record<string, { value: { meta: { status: number } } }>;

it("passes a strict linter, with every feature of an endpoint", async () => {
  expect(await lint([...catalog, specimen])).toEqual([]);
});

it("documents the maximum length of every text, list and record in requests", () => {
  const document = readDocument(catalog);
  const unlimited = catalog.flatMap(({ spec }) => {
    const { parameters, requestBody } = document.getOperation(spec);
    const body = requestBody && [requestBody.content["application/json"].schema];
    return [...parameters.map(({ schema }) => schema), ...(body ?? [])]
      .flatMap(listUnlimited)
      .map((schema) => `${spec.method} ${spec.path}: ${JSON.stringify(schema)}`);
  });
  expect(unlimited).toEqual([]);
});

it("describes every tag", () => {
  const { tags } = describeApi(catalog) as { tags: { name: string; description: string }[] };
  for (const { name, description } of tags) expect(description, name).toMatch(/\.$/);
});

it("shows an example of every error with its status", () => {
  const { components } = describeApi([...catalog, specimen]) as {
    components: { responses: Record<string, { content: { "application/json": { examples: Examples } } }> };
  };
  const examples = Object.values(components.responses).flatMap(({ content }) =>
    Object.entries(content["application/json"].examples).map(([code, { value }]) => [
      code,
      value.meta.status,
    ]),
  );
  // Responses that are sent before an operation is found.
  const early = ["method_not_allowed", "headers_too_large"];
  expect(Object.fromEntries(examples)).toEqual(
    Object.fromEntries(
      documentedErrors.filter(({ code }) => !early.includes(code)).map(({ code, status }) => [code, status]),
    ),
  );
});

type Limited = JsonSchema & { maxProperties?: number };

/** Finds the parts of a schema without a maximum length. */
function listUnlimited(schema: Limited): Limited[] {
  const { anyOf = [], properties = {}, items, additionalProperties: named } = schema;
  const parts = [...anyOf, ...Object.values(properties), ...(items ? [items] : [])];
  if (typeof named === "object") parts.push(named);
  return [...(isLimited(schema) ? [] : [schema]), ...parts.flatMap(listUnlimited)];
}

function isLimited({ type, maxItems, maxProperties, maxLength, pattern, ...schema }: Limited): boolean {
  if (type === "array") return maxItems !== undefined;
  if (type === "object") return schema.additionalProperties === false || maxProperties !== undefined;
  // A pattern and a list of values limit the length.
  return type !== "string" || [maxLength, pattern, schema.enum].some((limit) => limit !== undefined);
}

/** Returns the linter's findings, one per line. */
async function lint(endpoints: Endpoint[]): Promise<string[]> {
  const config = await createConfig({
    extends: ["recommended-strict"],
    rules: {
      // The tests' server is on localhost; a deployment has its own URL.
      "no-server-example.com": "off",
      // The operator of the server chooses the licence.
      "info-license": "off",
      "operation-operationId": "error",
      "operation-description": "error",
      "tag-description": "error",
      "no-invalid-media-type-examples": "error",
      "no-invalid-schema-examples": "error",
      "no-invalid-parameter-examples": "error",
    },
  });
  const problems = await lintFromString({ source: JSON.stringify(describeApi(endpoints)), config });
  return problems.map(({ ruleId, message, location }) => `${ruleId} ${location[0]?.pointer}: ${message}`);
}
