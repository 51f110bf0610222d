import type { Prisma } from "@/lib/db/generated/client";
import type { Transaction } from "@/lib/db/prisma";
import { day, minute, second } from "@/lib/time";
import { attributionProperties } from "@/lib/visits/schema";
import { getSource } from "@/lib/visits/source";
import type { Generator } from "./seed-generator";

type Website = { id: string; domain: string };

const visitsOfDays = 30;
const strangers = 160;

/** Sources of visits. Repeated entries are more frequent. */
const arrivals: { parameters?: Record<string, string>; referrer?: string }[] = [
  {},
  {},
  {},
  { referrer: "https://www.google.com/" },
  { referrer: "https://www.google.com/" },
  { referrer: "https://www.google.de/" },
  { referrer: "https://duckduckgo.com/" },
  { referrer: "https://www.bing.com/" },
  { referrer: "https://www.linkedin.com/" },
  { referrer: "https://news.ycombinator.com/" },
  { referrer: "https://notes-compared.example/" },
  { parameters: { utm_source: "google", utm_medium: "cpc", utm_campaign: "notes-for-teams", gclid: "demo" } },
  { parameters: { utm_source: "google", utm_medium: "cpc", utm_campaign: "brand", gclid: "demo" } },
  { parameters: { utm_source: "linkedin", utm_medium: "paid-social", utm_campaign: "notes-for-teams" } },
  { parameters: { utm_source: "newsletter", utm_medium: "email", utm_campaign: "november-update" } },
  { parameters: { utm_source: "newsletter", utm_medium: "email", utm_campaign: "winter-offer" } },
  { parameters: { utm_source: "notes-compared", utm_medium: "affiliate" } },
  { parameters: { utm_source: "designweekly", utm_medium: "display", utm_campaign: "brand" } },
];

const pages = [
  ["/", "Fieldnote: notes that find themselves"],
  ["/pricing", "Pricing"],
  ["/templates", "Templates"],
  ["/customers", "Customers"],
  ["/blog/weekly-review", "The weekly review in ten minutes"],
] as const;

type Rows = {
  devices: Prisma.DeviceCreateManyInput[];
  visits: Prisma.VisitCreateManyInput[];
  events: Prisma.EventCreateManyInput[];
  /** Ids by name. */
  channels: Map<string, string>;
  campaigns: Map<string, string>;
};

/** Creates 30 days of visits to the first website: of users with one or two browsers, and of anonymous people. */
export async function seedVisits(
  transaction: Transaction,
  make: Generator,
  workspaceId: string,
  [website]: readonly Website[],
): Promise<void> {
  if (!website) return;
  const definitionId = make.id(make.ago(90 * day).getTime());
  const rows: Rows = { devices: [], visits: [], events: [], channels: new Map(), campaigns: new Map() };
  const begin = make.ago(visitsOfDays * day);
  const users = await transaction.user.findMany({
    where: { workspaceId, lastSeenAt: { gt: begin } },
    select: { id: true, lastSeenAt: true },
    orderBy: { id: "asc" },
    take: 120,
  });
  const visitors = [
    ...users.map(({ id, lastSeenAt }) => ({ userId: id, until: lastSeenAt })),
    ...users.slice(0, 20).map(({ id, lastSeenAt }) => ({ userId: id, until: lastSeenAt })),
    ...Array.from({ length: strangers }, () => ({ userId: undefined, until: make.ago(0) })),
  ];
  for (const { userId, until } of visitors) {
    const span = until.getTime() - begin.getTime();
    const times = Array.from({ length: make.integer(1, 4) }, () => begin.getTime() + make.random() * span);
    const deviceId = make.id(Math.min(...times));
    for (const time of times.sort((a, b) => a - b))
      addVisit(rows, make, website, { workspaceId, deviceId, userId }, definitionId, time);
    const ends = rows.visits.slice(-times.length);
    rows.devices.push({
      ...{ workspaceId, id: deviceId, userId },
      ...{ firstSeenAt: ends[0]?.startedAt, lastSeenAt: ends.at(-1)?.lastSeenAt },
    });
  }
  const named = (known: Map<string, string>) => [...known].map(([name, id]) => ({ workspaceId, id, name }));
  await transaction.eventDefinition.create({ data: { workspaceId, id: definitionId, name: "page viewed" } });
  await transaction.channel.createMany({ data: named(rows.channels) });
  await transaction.campaign.createMany({ data: named(rows.campaigns) });
  await transaction.device.createMany({ data: rows.devices });
  await transaction.visit.createMany({ data: rows.visits });
  await transaction.event.createMany({ data: rows.events });
  await transaction.website.update({
    where: { workspaceId_id: { workspaceId, id: website.id } },
    data: { lastSeenAt: findLastSight(rows.visits), botCount: 214, foreignCount: 3 },
  });
  await seedAttribution(transaction, workspaceId);
}

function findLastSight(visits: Rows["visits"]): Date {
  return new Date(Math.max(...visits.map(({ lastSeenAt }) => new Date(lastSeenAt ?? 0).getTime())));
}

/** Creates one to five page views. The first one has the visit's source. */
function addVisit(
  rows: Rows,
  make: Generator,
  website: Website,
  visitor: { workspaceId: string; deviceId: string; userId: string | undefined },
  definitionId: string,
  start: number,
): void {
  const { parameters = {}, referrer } = make.pick(arrivals);
  const origin = `https://www.${website.domain}`;
  const landing = { url: origin, referrer, parameters: new Map(Object.entries(parameters)) };
  const { channel, campaign, key } = getSource(landing, website.domain);
  const count = make.integer(1, 5);
  // The last page view is at the given time.
  const views = [start];
  while (views.length < count) views.unshift((views[0] ?? start) - make.integer(10 * second, 4 * minute));
  for (const [index, time] of views.entries()) {
    const [path, title] = make.pick(pages);
    const arrival = index === 0 ? { ...parameters, ...(referrer && { referrer }) } : {};
    rows.events.push({
      ...{ ...visitor, id: make.id(time), definitionId, websiteId: website.id, messageId: make.id(time) },
      ...{ triggeredAt: new Date(time), metadata: { url: origin + path, title, ...arrival } },
    });
  }
  const startedAt = views[0] ?? start;
  rows.visits.push({
    ...{ ...visitor, id: make.id(startedAt), websiteId: website.id, source: key },
    ...{ startedAt: new Date(startedAt), lastSeenAt: new Date(start) },
    channelId: findId(rows.channels, channel, make),
    campaignId: campaign && findId(rows.campaigns, campaign, make),
  });
}

/** Returns the id of a name, and creates it for a new name. */
function findId(known: Map<string, string>, name: string, make: Generator): string {
  const id = known.get(name) ?? make.id(make.ago(visitsOfDays * day).getTime());
  known.set(name, id);
  return id;
}

/** Sets the first and last channel and campaign of each user, as lib/visits/mutations.ts does. */
async function seedAttribution(transaction: Transaction, workspaceId: string): Promise<void> {
  await transaction.property.createMany({
    data: attributionProperties.map(([name, label]) => ({
      ...{ workspaceId, kind: "user" as const, name, label },
      ...{ type: "string" as const, isComputed: true },
    })),
  });
  for (const [prefix, order] of [
    ["first", "ASC"],
    ["last", "DESC"],
  ] as const)
    await transaction.$executeRawUnsafe(
      `UPDATE "User" u
       SET "firstSeenAt" = LEAST(u."firstSeenAt", v."startedAt"),
           "properties" = u."properties" || jsonb_strip_nulls(
             jsonb_build_object('${prefix}_channel', v."channel", '${prefix}_campaign', v."campaign"))
       FROM (
         SELECT DISTINCT ON (v."userId") v."userId", v."startedAt", ch."name" AS "channel", ca."name" AS "campaign"
         FROM "Visit" v
         JOIN "Channel" ch ON ch."workspaceId" = v."workspaceId" AND ch."id" = v."channelId"
         LEFT JOIN "Campaign" ca ON ca."workspaceId" = v."workspaceId" AND ca."id" = v."campaignId"
         WHERE v."workspaceId" = $1 AND v."userId" IS NOT NULL
         ORDER BY v."userId", v."startedAt" ${order}, v."id" ${order}
       ) v
       WHERE u."workspaceId" = $1 AND u."id" = v."userId"`,
      workspaceId,
    );
}
