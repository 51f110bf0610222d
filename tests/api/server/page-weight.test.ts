import { afterAll, beforeAll, expect, it } from "vitest";
import { env } from "@/lib/env";
import { createWorkspaceOf } from "@/tests/support/factories/people";
import { createSessionCookie } from "@/tests/support/factories/session";
import { startServer, type TestServer } from "@/tests/support/servers/production-server";

/** Bytes of gzipped JavaScript, with the error pages. Lower them when a page gets lighter. */
const budgets = [
  ["api-access", 200_000],
  ["api-access/logs", 306_000],
  ["api-access/management-tokens", 275_000],
  ["websites", 345_000],
  ["sdk-connector", 246_000],
  ["segments", 254_000],
  ["properties", 296_000],
  ["events", 291_000],
  ["members", 280_000],
  ["audit-log", 243_000],
  ["general", 253_000],
  ["account", 257_000],
  ["../contacts", 295_000],
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
