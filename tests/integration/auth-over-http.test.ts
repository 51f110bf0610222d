import { afterAll, beforeAll, expect, test } from "vitest";
import { env } from "@/lib/env";
import { startServer, type TestServer } from "@/tests/support/server";

/** Signing in and out, through the front door and Next. */
let server: TestServer;
beforeAll(async () => {
  const github = { GITHUB_ID: "an id", GITHUB_SECRET: "a secret" };
  server = await startServer({ databaseUrl: env().DATABASE_URL, env: github });
});
afterAll(() => server?.stop());

test.each(["application/json", "application/x-www-form-urlencoded", "text/plain"])(
  "a body that is too large is refused before it is in memory: %s",
  async (type) => {
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 65_536;
        controller.enqueue(new Uint8Array(65_536).fill(0x61));
        if (sent >= 64 * 1_048_576) controller.close();
      },
    });
    const url = `${server.url}/api/auth/callback/credentials`;
    const init = { method: "POST", headers: { "content-type": type }, body, duplex: "half" } as const;
    const response = await fetch(url, init);
    expect(response.status).toBe(413);
    expect(sent).toBeLessThan(32 * 1_048_576);
    expect((await response.json()).meta.status).toBe(413);
  },
);

test("what a provider's answer says of an error is one line of the server's log", async () => {
  const error = encodeURIComponent("denied\nrequest log: all is well\u001b[2J");
  const response = await fetch(`${server.url}/api/auth/callback/github?error=${error}`, {
    redirect: "manual",
  });
  expect(response.status).toBe(302);
  await expect.poll(server.output).toContain("denied request log: all is well [2J");
});

test("of what is sent to a page 256 KB are held, whoever sends it", async () => {
  const sent = { method: "POST", body: "a".repeat(300_000), redirect: "manual" } as const;
  await fetch(`${server.url}/nobody/settings/members`, sent);
  expect(server.output()).toContain("Request body exceeded 256KB for /nobody/settings/members.");
});
