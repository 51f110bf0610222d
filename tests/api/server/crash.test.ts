import { expect, it } from "vitest";
import { env } from "@/lib/env";
import { createApplicationIn } from "@/tests/support/factories/application";
import { readLog } from "@/tests/support/matchers/request-log";
import { callOverHttp } from "@/tests/support/servers/call-api";
import { startServer } from "@/tests/support/servers/production-server";

it.each([50, 150, 300])(
  "has logged every answered write when it is killed after %i responses",
  async (minResponses) => {
    const application = await createApplicationIn();
    const server = await startServer({ databaseUrl: env().DATABASE_URL, rateLimitPerMinute: 1_000_000 });
    const call = callOverHttp(server.url);
    const answered: string[] = [];
    const client = async (_: unknown, index: number) => {
      const identification = { user: { userId: String(index) } };
      const body = JSON.stringify({ identification, name: "report_exported" });
      for (;;) {
        const response = await call("/track", { method: "POST", key: application.key, body }).catch(
          () => null,
        );
        if (!response) return;
        expect(response.status).toBe(201);
        answered.push(response.headers.get("x-request-id") ?? "");
        await response.text().catch(() => "");
      }
    };
    const clients = Array.from({ length: 16 }, client);
    await expect.poll(() => answered.length).toBeGreaterThan(minResponses);
    await server.kill();
    await Promise.all(clients);
    const logged = new Set((await readLog(application.workspaceId)).map(({ id }) => id));
    expect(answered.filter((id) => !logged.has(id))).toEqual([]);
  },
);
