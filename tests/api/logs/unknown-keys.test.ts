import { beforeEach, expect, test } from "vitest";
import { catalog } from "@/app/api/catalog";
import { createKey } from "@/lib/keys/secret";
import { countUnknownKeys, unknownKeyCounter } from "@/lib/logs/rollup/unknown-keys";
import { createApplicationIn, type TestApplication } from "@/tests/support/factories/application";
import { callInProcess } from "@/tests/support/servers/call-api";

const call = callInProcess(catalog);
const unknown = createKey().key;
let here: TestApplication;

beforeEach(async () => {
  here = await createApplicationIn();
});

test("a call with an unknown key counts for the workspace whose keys its IP address uses", async () => {
  const from = callFrom("203.0.113.1");
  await from(here.key);
  await from(unknown);
  await from("jny_cut");
  expect(await count(here)).toBe(2);
  await from(unknown);
  expect(await count(here)).toBe(3);
});

test("a call from an IP address without accepted keys, or shared by workspaces, is not counted", async () => {
  const there = await createApplicationIn();
  await callFrom("203.0.113.2")(unknown);
  const shared = callFrom("203.0.113.3");
  for (const { key } of [here, there, here]) await shared(key);
  await shared(unknown);
  expect(await count(here)).toBe(0);
  expect(await count(there)).toBe(0);
});

test("a call without a key is not counted", async () => {
  const from = callFrom("203.0.113.4");
  await from(here.key);
  await from(undefined);
  expect(await count(here)).toBe(0);
});

function callFrom(address: string) {
  return (key: string | undefined) => call("/validate", { key, headers: { "x-forwarded-for": address } });
}

async function count({ workspaceId }: TestApplication): Promise<number> {
  await unknownKeyCounter.flush();
  return countUnknownKeys(workspaceId);
}
