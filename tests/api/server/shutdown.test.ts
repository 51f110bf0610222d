import { expect, it } from "vitest";
import { env } from "@/lib/env";
import { createApplicationIn } from "@/tests/support/factories/application";
import { readLog } from "@/tests/support/matchers/request-log";
import { callOverHttp } from "@/tests/support/servers/call-api";
import { startServer } from "@/tests/support/servers/production-server";

it("answers and logs open calls before it stops", async () => {
  const application = await createApplicationIn();
  const server = await startServer({ databaseUrl: env().DATABASE_URL, rateLimitPerMinute: 1_000_000 });
  const call = callOverHttp(server.url);
  const answered: string[] = [];
  let stopping: Promise<number | null> | undefined;
  const client = async () => {
    for (;;) {
      const response = await call("/segments/users", { key: application.key }).catch(() => null);
      // The server may reject connections only after the signal.
      if (!response) return expect(stopping).toBeDefined();
      await response.json();
      expect(response.status).toBe(200);
      answered.push(response.headers.get("x-request-id") ?? "");
    }
  };
  const clients = Array.from({ length: 8 }, client);
  await expect.poll(() => answered.length).toBeGreaterThan(100);
  stopping = server.stop();
  // A process gets the signal twice: from the supervisor and from its parent.
  setTimeout(server.stop, 20);
  await Promise.all(clients);
  expect(await stopping).toBe(0);
  // Busy clients do not delay it: after ten seconds the server would cut connections, and log calls without a response.
  const logged = (await readLog(application.workspaceId)).map(({ id }) => id);
  expect(logged.toSorted()).toEqual(answered.toSorted());
});
