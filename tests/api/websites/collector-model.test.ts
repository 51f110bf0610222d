import { expect, it } from "vitest";
import { pool } from "@/lib/db/pool";
import { createId } from "@/lib/ids";
import { minute } from "@/lib/time";
import { createSite, pageview, type Site } from "@/tests/support/factories/site";
import { fc, isDeep, numRuns, printSeed } from "@/tests/support/models/properties";

process.env.RATE_LIMIT_PER_MINUTE = "1000000000";

const devices = ["d1", "d2", "d3"];
const users = ["1", "2"];
const campaigns = ["", "spring", "summer"];

printSeed();

type View = { do: "view"; device: string; campaign: string; age: number; times: number };
type Claim = { do: "identify" | "link"; device: string; user: string };
type Step = View | Claim;

const device = fc.constantFrom(...devices);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("view" as const),
      device,
      campaign: fc.constantFrom(...campaigns),
      // Less than the visit timeout.
      age: fc.integer({ min: 0, max: 25 }),
      times: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom("identify" as const, "link" as const),
      device,
      user: fc.constantFrom(...users),
    }),
  },
);

it(
  "keeps one owner per device and every visit once, for any interleaving of collect, identify and link",
  async () => {
    const lanes = fc.array(fc.array(anyStep, { minLength: 3, maxLength: 12 }), {
      minLength: 2,
      maxLength: 8,
    });
    let count = 0;
    await fc.assert(
      fc.asyncProperty(lanes, async (written) => {
        const site = await createSite();
        const steps = written.flat();
        count += steps.length;
        const views: { id: string; device: string; campaign: string }[] = [];
        await Promise.all(
          written.map(async (lane) => {
            for (const step of lane) await perform(site, step, views);
          }),
        );
        const events = await readEvents(site);
        expect(events.map(({ id }) => id).toSorted()).toEqual(views.map(({ id }) => id).toSorted());
        expectOwners(steps, events, await readOwners(site));
        await expectVisits(site, events, views);
        await expectAttribution(site);
      }),
      // Shrinking is off: a subset of concurrent steps does not reproduce the interleaving.
      { numRuns: numRuns({ usual: 10, deep: 400 }), endOnFailure: true },
    );
    if (isDeep) console.log(`${count} steps, ${await countDeadlocks()} deadlocks`);
  },
  numRuns({ usual: 60_000, deep: 600_000 }),
);

async function countDeadlocks(): Promise<number> {
  const { rows } = await pool.query<{ deadlocks: number }>(
    `SELECT "deadlocks"::int FROM pg_stat_database WHERE "datname" = current_database()`,
  );
  return rows[0]?.deadlocks ?? 0;
}

/** Sends a page view `times` times concurrently. */
async function perform(
  site: Site,
  step: Step,
  views: { id: string; device: string; campaign: string }[],
): Promise<void> {
  const { device: deviceId } = step;
  if (step.do === "view") {
    const parameters = step.campaign ? { utm_campaign: step.campaign } : {};
    const message = pageview(deviceId, { parameters }, { age: step.age * minute });
    views.push({ id: message.id, device: deviceId, campaign: step.campaign });
    await Promise.all(Array.from({ length: step.times }, () => site.collect(message)));
  } else if (step.do === "identify")
    await site.collect({ type: "identify", id: createId(), deviceId, userId: step.user });
  else await site.client.post("/link", { deviceId, identification: { userId: step.user } });
}

type Stored = { id: string; device: string; user: string | null };

async function readEvents({ client }: Site): Promise<Stored[]> {
  return read<Stored>(
    client.workspaceId,
    `SELECT e."messageId" AS "id", e."deviceId" AS "device", u."externalId" AS "user"
     FROM "Event" e LEFT JOIN "User" u ON u."workspaceId" = $1 AND u."id" = e."userId" WHERE e."workspaceId" = $1`,
  );
}

async function readOwners({ client }: Site): Promise<Map<string, string | null>> {
  const rows = await read<{ id: string; user: string | null }>(
    client.workspaceId,
    `SELECT d."id", u."externalId" AS "user"
     FROM "Device" d LEFT JOIN "User" u ON u."workspaceId" = $1 AND u."id" = d."userId" WHERE d."workspaceId" = $1`,
  );
  return new Map(rows.map(({ id, user }) => [id, user]));
}

/** A claimed device and its events belong to one of the claimants. */
function expectOwners(steps: Step[], events: Stored[], owners: Map<string, string | null>): void {
  for (const name of devices) {
    const claimants = steps.flatMap((step) =>
      step.do !== "view" && step.device === name ? [step.user] : [],
    );
    const allowed = claimants.length > 0 ? claimants : [null, undefined];
    expect(allowed).toContain(owners.get(name));
    for (const event of events.filter((one) => one.device === name)) expect(allowed).toContain(event.user);
  }
}

/** One visit per device, user and campaign. A page view without a campaign belongs to any of them. */
async function expectVisits(
  { client }: Site,
  events: Stored[],
  views: { id: string; campaign: string }[],
): Promise<void> {
  const campaignOf = new Map(views.map(({ id, campaign }) => [id, campaign]));
  const seen = events.map(({ id, device, user }) => `${device} ${user} ${campaignOf.get(id)}`);
  const visits = await read<{ device: string; user: string | null; campaign: string }>(
    client.workspaceId,
    `SELECT v."deviceId" AS "device", u."externalId" AS "user", coalesce(c."name", '') AS "campaign"
     FROM "Visit" v
     LEFT JOIN "User" u ON u."workspaceId" = $1 AND u."id" = v."userId"
     LEFT JOIN "Campaign" c ON c."workspaceId" = $1 AND c."id" = v."campaignId" WHERE v."workspaceId" = $1`,
  );
  const found = visits.map(({ device, user, campaign }) => `${device} ${user} ${campaign}`);
  expect(new Set(found).size).toBe(found.length);
  const named = (list: string[]) => [...new Set(list.filter((text) => !text.endsWith(" ")))].toSorted();
  expect(named(found)).toEqual(named(seen));
  const people = (list: string[]) => [...new Set(list.map((text) => text.replace(/ \w*$/, "")))].toSorted();
  expect(people(found)).toEqual(people(seen));
}

/** The computed properties match the first and the last visit. */
async function expectAttribution({ client }: Site): Promise<void> {
  const rows = await read<{ properties: Record<string, string>; first: string | null; last: string | null }>(
    client.workspaceId,
    `SELECT u."properties", "first"."name" AS "first", "last"."name" AS "last" FROM "User" u
     LEFT JOIN LATERAL (${selectCampaign("ASC")}) "first" ON true LEFT JOIN LATERAL (${selectCampaign("DESC")}) "last" ON true
     WHERE u."workspaceId" = $1`,
  );
  for (const { properties, first, last } of rows) {
    expect(properties.first_campaign ?? null).toBe(first);
    expect(properties.last_campaign ?? null).toBe(last);
  }
}

function selectCampaign(order: "ASC" | "DESC"): string {
  return `
    SELECT c."name" FROM "Visit" v
    LEFT JOIN "Campaign" c ON c."workspaceId" = v."workspaceId" AND c."id" = v."campaignId"
    WHERE v."workspaceId" = $1 AND v."userId" = u."id" ORDER BY v."startedAt" ${order}, v."id" ${order} LIMIT 1`;
}

async function read<Row extends object>(workspaceId: string, text: string): Promise<Row[]> {
  return (await pool.query<Row>(text, [workspaceId])).rows;
}
