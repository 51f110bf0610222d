import { expect, it } from "vitest";
import { env } from "@/lib/env";
import { createApplicationIn } from "@/tests/support/factories/application";
import { parseServerLog } from "@/tests/support/matchers/server-log";
import { callOverHttp } from "@/tests/support/servers/call-api";
import { openDatabaseProxy } from "@/tests/support/servers/database-proxy";
import { startServer } from "@/tests/support/servers/production-server";

it("writes one JSON object a line with the request id, and escapes users' texts", async () => {
  const application = await createApplicationIn();
  const databaseProxy = await openDatabaseProxy(env().DATABASE_URL);
  const server = await startServer({ databaseUrl: databaseProxy.url });
  try {
    databaseProxy.cut();
    const escapes = "\u001b[2J\u009b31m\r\n\u202e";
    const call = await callOverHttp(server.url)(`/users/${encodeURIComponent(escapes)}`, {
      key: application.key,
      headers: { "user-agent": application.key },
    });
    expect(call.status).toBe(503);
    const token = "dXNlciBpbnZpdGVkIGJ5IHNvbWVib2R5IGVsc2U0Mw";
    expect((await fetch(`${server.url}/invite/${token}`)).status).toBe(500);
    await server.stop();

    const output = server.output();
    expect(output.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    for (const secret of [application.key, token]) expect(output).not.toContain(secret);
    const lines = parseServerLog(output);
    const failedCall = lines.find(({ msg }) => msg === "A call failed.");
    expect(failedCall).toMatchObject({ level: "error", requestId: call.headers.get("x-request-id") });
    const failedPage = lines.find(({ msg }) => msg === "Next failed to answer a request.");
    expect(failedPage).toMatchObject({ level: "error", method: "GET", route: "/invite/[token]" });
    // Next logs the same error with its stack.
    const requestId = failedPage?.requestId;
    const digest = failedPage?.digest;
    expect(requestId).toMatch(/^[0-9A-Z]{26}$/);
    expect(lines).toContainEqual(
      expect.objectContaining({ source: "console", requestId, err: expect.objectContaining({ digest }) }),
    );
  } finally {
    await server.stop();
    databaseProxy.cut();
  }
});

it("answers and stops when nothing reads its output any more", async () => {
  const databaseProxy = await openDatabaseProxy(env().DATABASE_URL);
  const server = await startServer({ databaseUrl: databaseProxy.url });
  try {
    server.closeOutput();
    databaseProxy.cut();
    expect((await fetch(`${server.url}/invite/a-token`)).status).toBe(500);
    expect((await fetch(`${server.url}/api/health`)).status).toBe(200);
    expect(await server.stop()).toBe(0);
  } finally {
    await server.kill();
    databaseProxy.cut();
  }
});
