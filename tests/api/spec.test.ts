import { createConfig, lintFromString } from "@redocly/openapi-core";
import { expect, it } from "vitest";
import { catalog } from "@/app/api/catalog";
import type { Endpoint } from "@/lib/api/endpoint";
import { describeApi } from "@/lib/api/openapi";
import { refusals } from "@/lib/api/refusals";
import { specimen } from "@/tests/support/specimen";

type Operation = { responses: Record<string, { content?: Record<string, { examples?: object }> }> };

it("lints clean under strict rules, whatever an endpoint can be", async () => {
  expect(await lint([...catalog, specimen])).toEqual([]);
});

it("has something said about every tag, and about every error that an operation may answer", () => {
  const { tags, paths } = describeApi(catalog) as {
    tags: { name: string; description: string }[];
    paths: Record<string, Record<string, Operation>>;
  };
  for (const { name, description } of tags) expect(description, name).toMatch(/\.$/);
  for (const [path, operations] of Object.entries(paths))
    for (const { responses } of Object.values(operations))
      for (const [status, { content }] of Object.entries(responses)) {
        if (Number(status) < 400) continue;
        const codes = Object.keys(content?.["application/json"]?.examples ?? {});
        expect(codes, `${path} ${status}`).not.toEqual([]);
        for (const code of codes)
          expect(refusals).toContainEqual(expect.objectContaining({ code, status: Number(status) }));
      }
});

/** What the linter has to say, one line each. */
async function lint(endpoints: Endpoint[]): Promise<string[]> {
  const config = await createConfig({
    extends: ["recommended-strict"],
    rules: {
      // The tests' server is on this machine; a deployment has an address of its own.
      "no-server-example.com": "off",
      // Whoever runs the server decides under which terms.
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
