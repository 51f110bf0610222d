import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { prisma } from "@/lib/db/prisma";
import { env } from "@/lib/env";
import { createConnectorIn } from "@/tests/support/factories/connector";
import { expectWorkspace, libraryRequests } from "@/tests/support/fixtures/library-requests";
import { describeWorkspace } from "@/tests/support/matchers/describe-workspace";
import { startServer, type TestServer } from "@/tests/support/servers/production-server";

let server: TestServer;

beforeAll(async () => {
  server = await startServer({ databaseUrl: env().DATABASE_URL });
});
afterAll(() => server?.stop());

describe.concurrent.each(libraryRequests)("a request of $name", ({ path, headers, body, time }) => {
  it.each(["", "/api", "/backend"])(
    "is stored once, and answered as every library expects: %s",
    async (root) => {
      const { workspaceId, connector, writeKey } = await createConnectorIn();
      const sent = body(writeKey);
      for (let attempt = 0; attempt < 2; attempt += 1) {
        const response = await fetch(`${server.url}${root}${path}`, {
          method: "POST",
          headers: headers(writeKey),
          body: sent,
          redirect: "manual",
        });
        // Libraries repeat 201 and 204 for ever, and lose what is redirected.
        expect(response.status).toBe(200);
        expect(response.headers.get("content-type")).toMatch(/^application\/json/);
        expect(await response.text()).toBe('{"success":true}');
      }
      expect(await describeWorkspace(workspaceId)).toEqual(expectWorkspace(time));
      const where = { connectorId: connector.id, outcome: "accepted" } as const;
      const messages = await prisma.connectorMessage.findMany({ where, select: { library: true } });
      expect(new Set(messages.map(({ library }) => library))).toEqual(
        new Set([expect.stringMatching(/^analytics-/)]),
      );
    },
  );
});
