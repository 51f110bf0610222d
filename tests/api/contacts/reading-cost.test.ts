import { beforeAll, expect, it } from "vitest";

process.env.RATE_LIMIT_PER_MINUTE = "100000";

import { catalog } from "@/app/api/catalog";
import { pool } from "@/lib/db/pool";
import { createApplicationIn } from "@/tests/support/factories/application";
import { readPage } from "@/tests/support/factories/contacts";
import { makeManyContacts, many } from "@/tests/support/factories/many-contacts";
import { countBlocks, countRows, listNodes, recordPlans } from "@/tests/support/matchers/query-plans";
import { callInProcess } from "@/tests/support/servers/call-api";

const call = callInProcess(catalog);
const plans = recordPlans(pool);
const limit = 20;
let key: string;

beforeAll(async () => {
  const application = await createApplicationIn();
  key = application.key;
  const client = await pool.connect();
  await makeManyContacts(client, application.workspaceId, { users: 10_000, events: 40_000 });
  client.release();
});

const since = "updatedSince=2026-01-01T00:00:00Z";
const busy = `/accounts/${many.busyAccount}`;
const lists = [
  "/users",
  `/users?${since}`,
  `/users?segmentId=${many.segment}`,
  `/users?segmentId=${many.segment}&${since}`,
  "/accounts",
  `/accounts?${since}`,
  `${busy}/users`,
  `${busy}/events`,
  `${busy}/events?from=2026-01-01T00:00:00Z&to=2026-01-01T06:00:00Z`,
  `${busy}/events?name=${many.commonName}`,
  `${busy}/events?name=${many.rareName}`,
];

const withLimit = (path: string) => `${path}${path.includes("?") ? "&" : "?"}limit=${limit}`;

/** Reads a page and expects its plan to read few rows and blocks. */
async function readCheaply(path: string, maxRows: number) {
  plans.length = 0;
  const answer = await readPage(call, path, key);
  const plan = plans.find(({ "Query Text": text }) => /ORDER BY.*LIMIT/s.test(text));
  if (!plan) throw new Error("The page's plan was not recorded.");
  const nodes = listNodes(plan.Plan).map(({ node }) => node);
  const text = `${path}: ${JSON.stringify(plan.Plan)}`;
  // Index entries that a scan skips count as blocks, not as rows.
  expect(countBlocks(plan.Plan), text).toBeLessThanOrEqual(20 * (limit + 1));
  for (const node of nodes) expect(countRows(node), text).toBeLessThanOrEqual(maxRows);
  return { ...answer, nodes };
}

it.each(lists)("%s reads little more than its page, on every page", async (list) => {
  let path = withLimit(list);
  let pages = 0;
  for (let next: string | null = ""; next !== null && pages < 100; pages += 1) {
    // With a segment and updatedSince, every second user it reads is in the segment.
    const { page, nodes } = await readCheaply(path, 3 * (limit + 1));
    if (page.next) expect(nodes.map((node) => node["Node Type"])).not.toContain("Sort");
    next = page.next;
    path = `${withLimit(list)}&cursor=${next}`;
  }
  expect(pages).toBeGreaterThan(1);
});

it.each([
  "userId=77",
  "email=user76@acme-inc.com",
  `userId=76&segmentId=${many.segment}`,
  `email=user76@acme-inc.com&segmentId=${many.segment}&${since}`,
])("/users?%s finds one user among many", async (query) => {
  const { data } = await readCheaply(`/users?${query}`, 1);
  expect(data).toHaveLength(1);
});

it("reads and detoasts only the rows of a 4 MiB page when the limit allows more", async () => {
  const { key, workspaceId } = await createApplicationIn();
  await pool.query(
    `INSERT INTO "User" ("workspaceId", "id", "properties")
     SELECT $1, 'large' || lpad(i::text, 3, '0'), jsonb_build_object('text', repeat('t', 1000000))
     FROM generate_series(1, 150) i`,
    [workspaceId],
  );
  plans.length = 0;
  const { data, page } = await readPage(call, "/users?limit=100", key);
  expect(data).toHaveLength(5);
  expect(page.next).not.toBeNull();
  const plan = plans.find(({ "Query Text": text }) => /ORDER BY.*LIMIT/s.test(text));
  if (!plan) throw new Error("The page's plan was not recorded.");
  for (const { node } of listNodes(plan.Plan)) expect(countRows(node)).toBeLessThanOrEqual(10);
});
