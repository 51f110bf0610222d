import { afterAll, beforeAll, expect, it } from "vitest";
import { env } from "@/lib/env";
import { createWorkspaceOf } from "@/tests/support/factories/people";
import { createSessionCookie } from "@/tests/support/factories/session";
import { startServer, type TestServer } from "@/tests/support/servers/production-server";

/** Bytes of compressed JavaScript. */
const budgets = [
  ["api-access", 295_000],
  ["api-access/logs", 340_000],
  ["general", 290_000],
] as const;

let server: TestServer;
let pages: string;
let cookie: string;

beforeAll(async () => {
  server = await startServer({ databaseUrl: env().DATABASE_URL });
  const { slug, actors } = await createWorkspaceOf("owner");
  pages = `${server.url}/${slug}/settings`;
  cookie = await createSessionCookie(actors[0] as never);
});
afterAll(() => server?.stop());

it.each(budgets)("the page %s loads at most %i bytes of JavaScript", async (path, budget) => {
  const response = await fetch(`${pages}/${path}`, { headers: { cookie } });
  expect(response.status).toBe(200);
  const html = await response.text();
  // Browsers that load modules skip the polyfills.
  const legacy = /<script[^>]*noModule[^>]*>/i.exec(html)?.[0] ?? "";
  const scripts = new Set(html.replace(legacy, "").match(/static\/chunks\/[\w.~-]+\.js/g));
  expect(scripts.size).toBeGreaterThan(5);
  const sizes = await Promise.all(Array.from(scripts, measure));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(budget);
});

async function measure(script: string): Promise<number> {
  const response = await fetch(`${server.url}/_next/${script}`, {
    method: "HEAD",
    headers: { "accept-encoding": "gzip" },
  });
  expect(response.status).toBe(200);
  return Number(response.headers.get("content-length"));
}
