import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { Actor } from "@/lib/auth/actor";
import { env } from "@/lib/env";
import { createApplicationIn, createTokenIn } from "@/tests/support/factories/application";
import { createWorkspaceOf } from "@/tests/support/factories/people";
import { createSessionCookie } from "@/tests/support/factories/session";
import { readLog } from "@/tests/support/matchers/request-log";
import { readEvents } from "@/tests/support/servers/event-stream";
import { startServer, type TestServer } from "@/tests/support/servers/production-server";
import { type ReverseProxy, startReverseProxy } from "@/tests/support/servers/reverse-proxy";

/** Two servers on one database, behind nginx and HAProxy with the files of deploy/. */
let first: TestServer;
let second: TestServer;
const proxies = new Map<string, ReverseProxy>();
const names = ["nginx", "haproxy"] as const;

beforeAll(async () => {
  const options = {
    databaseUrl: env().DATABASE_URL,
    rateLimitPerMinute: 1_000_000,
    // Longer than two checks of HAProxy.
    env: { TRUST_PROXY: "on", DRAIN_SECONDS: "4" },
  };
  [first, second] = await Promise.all([startServer(options), startServer(options)]);
  for (const name of names) proxies.set(name, await startReverseProxy(name, [first.url, second.url]));
});
afterAll(() =>
  Promise.all([...[...proxies.values()].map((proxy) => proxy.stop()), first?.kill(), second?.kill()]),
);

const through = (name: string) => proxies.get(name)?.url ?? "";

async function createWorld() {
  const { workspaceId, slug, actors } = await createWorkspaceOf("owner");
  const [owner] = actors as [Actor];
  const member = { workspaceId, personId: owner.personId };
  return { slug, owner, member, application: await createApplicationIn(member) };
}

describe.each(names)("behind %s", (name) => {
  it("rejects a key on the next call, whichever machine disabled it", async () => {
    const { member, application } = await createWorld();
    const token = await createTokenIn(member);
    const call = (origin: string) =>
      fetch(`${origin}/api/validate`, { headers: { "x-api-key": application.key } });
    for (const origin of [first.url, second.url, through(name)])
      expect((await call(origin)).status).toBe(200);
    const disabled = await fetch(`${first.url}/api/management/applications/${application.id}`, {
      method: "PATCH",
      headers: { "x-api-key": token.key, "content-type": "application/json" },
      body: JSON.stringify({ enabled: false }),
    });
    expect(disabled.status).toBe(200);
    const after = await Promise.all(
      [second.url, ...Array.from({ length: 6 }, () => through(name))].map(call),
    );
    expect(after.map(({ status }) => status)).toEqual(Array.from({ length: 7 }, () => 403));
  });

  it("tells the server the client's IP address, not what the client says", async () => {
    const { application } = await createWorld();
    const forged = { "x-forwarded-for": "203.0.113.9", "x-forwarded-proto": "https" };
    await fetch(`${through(name)}/api/validate`, { headers: { "x-api-key": application.key, ...forged } });
    await expect
      .poll(async () => (await readLog(application.workspaceId)).map(({ ipAddress }) => ipAddress))
      .toEqual([expect.stringMatching(/^(?:127\.0\.0\.1|::1)$/)]);
  });

  it("streams the calls of both machines to Live, without sticky sessions", async () => {
    const { slug, owner, application } = await createWorld();
    const abort = new AbortController();
    onTestFinished(() => abort.abort());
    const live = await fetch(`${through(name)}/api/logs/live?workspace=${slug}`, {
      headers: { cookie: await createSessionCookie(owner) },
      signal: abort.signal,
    });
    expect(live.status).toBe(200);
    for (const { url } of [first, second])
      await fetch(`${url}/api/validate`, { headers: { "x-api-key": application.key } });
    const seen = new Set<string>();
    for await (const { data } of readEvents(live)) {
      for (const { id } of (await readLog(application.workspaceId)).filter((row) =>
        JSON.stringify(data).includes(row.id),
      ))
        seen.add(id);
      if (seen.size === 2) break;
    }
    expect(seen.size).toBe(2);
  });
});

it("fails no call when a machine stops under load", async () => {
  const { application } = await createWorld();
  const results: (number | string)[] = [];
  let isStopped = false;
  const send = async (origin: string, n: number) => {
    const isWrite = n % 2 === 0;
    const body = JSON.stringify({ identification: { user: { userId: "1" } }, name: "report_exported" });
    const response = await fetch(`${origin}/api/${isWrite ? "track" : "segments/users"}`, {
      headers: { "x-api-key": application.key, ...(isWrite && { "content-type": "application/json" }) },
      ...(isWrite && { method: "POST", body }),
    });
    await response.text();
    return response.status;
  };
  const clients = names.flatMap((name) =>
    Array.from({ length: 3 }, async () => {
      for (let n = 0; !isStopped; n += 1)
        results.push(await send(through(name), n).catch((error: Error) => String(error.cause ?? error)));
    }),
  );
  await expect.poll(() => results.length).toBeGreaterThan(30);
  expect(await second.stop()).toBe(0);
  const stopped = results.length;
  await expect.poll(() => results.length).toBeGreaterThan(stopped + 30);
  isStopped = true;
  await Promise.all(clients);
  expect(new Set(results)).toEqual(new Set([200, 201]));
});
