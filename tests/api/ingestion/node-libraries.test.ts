import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listSetupCode } from "@/lib/connectors/setup-code";
import { env } from "@/lib/env";
import { runNode } from "@/scripts/command/run-process";
import { createConnectorIn } from "@/tests/support/factories/connector";
import { nodeLibraries } from "@/tests/support/factories/node-libraries";
import {
  expectedOutcomes,
  expectedRepeatedOutcomes,
  expectedWorkspace,
  listCalls,
} from "@/tests/support/fixtures/library-calls";
import { countOutcomes, describeWorkspace } from "@/tests/support/matchers/describe-workspace";
import { dumpWorkspace } from "@/tests/support/matchers/dump-workspace";
import { openFaultyProxy } from "@/tests/support/servers/faulty-proxy";
import { startServer, type TestServer } from "@/tests/support/servers/production-server";

/** The unmodified libraries from npm. An integration changes only the host, its path, and the write key. */
let server: TestServer;

beforeAll(async () => {
  server = await startServer({ databaseUrl: env().DATABASE_URL });
});
afterAll(() => server?.stop());

describe.concurrent.each(nodeLibraries)("$name", ({ toUserId, send }) => {
  it("stores every type of call with odd values, once", async () => {
    const { workspaceId, connector, writeKey } = await createConnectorIn();
    const calls = listCalls(toUserId);
    const proxy = await openFaultyProxy(server.url);
    expect(await send({ url: proxy.url, writeKey }, calls)).toEqual([]);
    const requests = proxy.requests.length;
    expect(await describeWorkspace(workspaceId)).toEqual(expectedWorkspace);
    expect(await countOutcomes(connector.id)).toEqual(expectedOutcomes);

    const stored = await dumpContent(workspaceId);
    expect(await send({ url: proxy.url, writeKey }, calls)).toEqual([]);
    expect(await dumpContent(workspaceId)).toEqual(stored);
    expect(await countOutcomes(connector.id)).toEqual(addCounts(expectedOutcomes, expectedRepeatedOutcomes));
    // Each request was accepted at the first attempt.
    expect(proxy.requests.length).toBe(2 * requests);
    expect(requests).toBeLessThanOrEqual(2);
    proxy.close();
  });
});

it("runs the set-up code of Node.js as it is printed", async () => {
  const { workspaceId, connector, writeKey } = await createConnectorIn();
  const setups = listSetupCode({ origin: server.url, writeKey, type: "server" });
  const code = setups.find(({ language }) => language === "Node.js")?.code ?? "";
  const { ok, output } = await runNode(["--input-type=module", "--eval", code]);
  expect(ok, output).toBe(true);
  expect(await countOutcomes(connector.id)).toEqual({ accepted: 2 });
  expect((await describeWorkspace(workspaceId)).users).toEqual([
    { userId: "20180", email: "kim@northwind.com", properties: { plan: "Business" } },
  ]);
});

/** All rows of the workspace except the log of its messages, which is partitioned. */
async function dumpContent(workspaceId: string): Promise<Record<string, string[]>> {
  const tables = Object.entries(await dumpWorkspace(workspaceId));
  return Object.fromEntries(tables.filter(([name]) => !/^Connector(Message|Count)/.test(name)));
}

function addCounts(first: Record<string, number>, second: Record<string, number>): Record<string, number> {
  return Object.fromEntries(
    Object.keys({ ...first, ...second }).map((name) => [name, (first[name] ?? 0) + (second[name] ?? 0)]),
  );
}
