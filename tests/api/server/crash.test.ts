import { expect, it } from "vitest";
import { pool } from "@/lib/db/pool";
import { env } from "@/lib/env";
import { createApplicationIn } from "@/tests/support/factories/application";
import { readLog } from "@/tests/support/matchers/request-log";
import { callOverHttp } from "@/tests/support/servers/call-api";
import { startServer } from "@/tests/support/servers/production-server";

it.each([50, 150, 300])(
  "has stored and logged every answered write once when it is killed after %i responses",
  async (minResponses) => {
    const application = await createApplicationIn();
    const server = await startServer({ databaseUrl: env().DATABASE_URL, rateLimitPerMinute: 1_000_000 });
    const call = callOverHttp(server.url);
    const answered: { id: string; sent: string }[] = [];
    const client = async (_: unknown, index: number) => {
      const identification = { user: { userId: String(index) } };
      for (let n = 0; ; n += 1) {
        const sent = `${index} ${n}`;
        const body = JSON.stringify({ identification, name: "report_exported", metadata: { sent } });
        // Calls of one address share transactions: the dimension of their rows is known.
        const headers = { "x-forwarded-for": "192.0.2.1" };
        const response = await call("/track", { method: "POST", key: application.key, headers, body }).catch(
          () => null,
        );
        if (!response) return;
        expect(response.status).toBe(201);
        answered.push({ id: response.headers.get("x-request-id") ?? "", sent });
        await response.text().catch(() => "");
      }
    };
    const clients = Array.from({ length: 16 }, client);
    await expect.poll(() => answered.length).toBeGreaterThan(minResponses);
    await server.kill();
    await Promise.all(clients);
    const logged = new Set((await readLog(application.workspaceId)).map(({ id }) => id));
    expect(answered.filter(({ id }) => !logged.has(id))).toEqual([]);
    const { rows } = await pool.query<{ sent: string }>(
      `SELECT "metadata" ->> 'sent' AS "sent" FROM "Event" WHERE "workspaceId" = $1`,
      [application.workspaceId],
    );
    const stored = new Set(rows.map(({ sent }) => sent));
    expect(rows).toHaveLength(stored.size);
    expect(answered.filter(({ sent }) => !stored.has(sent))).toEqual([]);
  },
);
