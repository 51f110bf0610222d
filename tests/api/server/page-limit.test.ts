import { afterAll, beforeAll, expect, test } from "vitest";
import { env } from "@/lib/env";
import { startServer, type TestServer } from "@/tests/support/servers/production-server";

let server: TestServer;
beforeAll(async () => {
  server = await startServer({
    databaseUrl: env().DATABASE_URL,
    env: { PAGE_LIMIT_PER_MINUTE: "3", TRUST_PROXY: "on" },
  });
});
afterAll(() => server?.stop());

test("returns 429 with Retry-After past the page limit, in the client's format", async () => {
  const send = (path: string, { headers = {}, ...init }: RequestInit = {}, client = "203.0.113.1") =>
    fetch(`${server.url}${path}`, { ...init, headers: { "x-forwarded-for": client, ...headers } });
  const navigate = (client?: string) => send("/sign-in", { headers: { accept: "text/html" } }, client);
  const pages = [await navigate(), await navigate(), await navigate()];
  expect(pages.map(({ status }) => status)).toEqual([200, 200, 200]);

  const page = await navigate();
  expect(page.status).toBe(429);
  expect(Number(page.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(page.headers.get("content-type")).toContain("text/html");
  expect(await page.text()).toMatch(/Retry in \d+ seconds\./);
  const auth = await send("/api/auth/csrf");
  expect(auth.headers.get("retry-after")).not.toBeNull();
  expect((await auth.json()).meta).toMatchObject({ status: 429 });
  const action = await send("/sign-up", { method: "POST", headers: { "next-action": "0" } });
  expect(action.headers.get("content-type")).toContain("text/plain");
  expect(action.status).toBe(429);

  const [, file = ""] =
    /"(\/_next\/static\/[^"]+\.js[^"]*)"/.exec(await (await navigate("203.0.113.2")).text()) ?? [];
  for (const path of [file, "/tracker.js", "/api/health"]) expect((await send(path)).status).toBe(200);
});
