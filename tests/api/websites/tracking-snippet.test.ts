import { runInNewContext } from "node:vm";
import { beforeEach, expect, it } from "vitest";
import { catalog } from "@/app/api/catalog";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
import { createSnippet } from "@/lib/websites/snippet";
import { createApplicationIn, type TestApplication } from "@/tests/support/factories/application";
import { callInProcess } from "@/tests/support/servers/call-api";

const call = callInProcess(catalog);
const ask = (domain: string) =>
  call(`/tracking/snippet?domain=${encodeURIComponent(domain)}`, { key: application.key });
let application: TestApplication;

beforeEach(async () => {
  application = await createApplicationIn();
});

async function createWebsite(workspaceId: string, domain: string): Promise<string> {
  const trackerId = createId();
  await prisma.website.create({ data: { workspaceId, id: createId(), domain, trackerId } });
  return trackerId;
}

it("returns a snippet with the tracker id and the server's URL", async () => {
  const trackerId = await createWebsite(application.workspaceId, "acme-inc.com");
  const { data } = await (await ask("Acme-Inc.com")).json();
  expect(data).toEqual({
    domain: "acme-inc.com",
    snippet: createSnippet(trackerId, "http://localhost:3000"),
  });
});

it("answers a domain of another workspace like an unknown domain, byte for byte", async () => {
  const other = await createApplicationIn();
  await createWebsite(other.workspaceId, "theirs.com");
  const [theirs, nobodys] = await Promise.all(
    ["theirs.com", "nobodys.com"].map(async (domain) => {
      const response = await ask(domain);
      const { meta, ...body } = await response.json();
      return { status: response.status, body };
    }),
  );
  expect(theirs).toEqual(nobodys);
  expect(theirs?.status).toBe(404);
});

it.each(["", "not a domain", "com"])("returns 400 for the domain '%s'", async (domain) => {
  const response = await ask(domain);
  expect(response.status).toBe(400);
  expect(Object.keys((await response.json()).errors.parameters.query)).toEqual(["domain"]);
});

it("queues calls until the script has loaded, and loads it asynchronously", () => {
  const snippet = createSnippet("01JD9ZG8W3X6Y9Z2A5B7C0D4E1", "https://example.com");
  const [, queue, load] = /^<script>(.*)<\/script>\n(.*)$/s.exec(snippet) ?? [];
  const window: Record<string, unknown> = {};
  window.window = window;
  const called = runInNewContext(
    `${queue}; journy("event", "seen"); journy.q.map((call) => [...call])`,
    window,
  );
  expect(JSON.parse(JSON.stringify(called))).toEqual([
    ["init", { trackerId: "01JD9ZG8W3X6Y9Z2A5B7C0D4E1" }],
    ["pageview"],
    ["event", "seen"],
  ]);
  expect(load).toBe('<script async src="https://example.com/tracker.js"></script>');
});

it("escapes values that could end the script element", () => {
  const snippet = createSnippet('"</script><img>', 'https://example.com/"></script>');
  expect(snippet.match(/<\/?script/g)).toHaveLength(4);
  expect(snippet).toContain('src="https://example.com/%22%3E%3C/script%3E/tracker.js"');
});
