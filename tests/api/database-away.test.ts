import { expect, it } from "vitest";
import { env } from "@/lib/env";
import { callOverHttp, createApplicationIn, readLog } from "@/tests/support/api";
import { startServer } from "@/tests/support/server";
import { openWire } from "@/tests/support/wire";

it("says 503 while the database is away, answers again once it is back, and loses no row of the log", async () => {
  const application = await createApplicationIn();
  const wire = await openWire(env().DATABASE_URL);
  const server = await startServer({ databaseUrl: wire.url });
  const call = callOverHttp(server.url);
  const answered: string[] = [];
  const callOften = async () => {
    for (let i = 0; i < 20; i += 1) {
      const { status, headers } = await call("/validate", { key: application.key });
      expect(status).toBe(200);
      answered.push(headers.get("x-request-id") ?? "");
    }
  };
  try {
    await callOften();
    wire.cut();
    for (const path of ["/ready", "/events"]) {
      const response = await call(path, { key: application.key });
      expect(response.status).toBe(503);
      expect(response.headers.get("retry-after")).toBe("5");
      expect(await response.json()).toMatchObject({ meta: { status: 503 } });
    }
    expect((await call("/health")).status).toBe(200);
    await wire.mend();
    expect((await call("/ready")).status).toBe(200);
    await callOften();
  } finally {
    await server.stop();
    wire.cut();
  }
  // A refused call is there too where its key was known from the call before.
  const log = await readLog(application.workspaceId);
  expect(log.filter(({ status }) => status === 200).map(({ id }) => id)).toEqual(answered);
});
