import type { ClientBase } from "pg";

/** Numbers of rows. Account "busy" has a tenth of all users and events; one event in a hundred has a rare name. */
export type Amount = { users: number; events: number };

/** Ids of rows that makeManyContacts creates. */
export const many = { busyAccount: "busy", commonName: "seen", rareName: "paid", segment: "everysecond" };

const otherSegments = [3, 5, 7, 11, 13].map((every) => [`every ${every}`, every] as const);
const [usersPerAccount, oneIn] = [10, { busy: 10, rare: 100 }];

/** Fills a workspace with numbered users, accounts and events by SQL, and runs ANALYZE. */
export async function makeManyContacts(
  client: ClientBase,
  workspaceId: string,
  { users, events }: Amount,
): Promise<void> {
  const accounts = Math.ceil(users / usersPerAccount);
  const run = (text: string, ...values: unknown[]) => client.query(text, [workspaceId, ...values]);
  await run(
    `INSERT INTO "Account" ("workspaceId", "id", "externalId", "domain", "updatedAt")
     SELECT $1, ${rowIdSql("i")}, CASE i WHEN 0 THEN '${many.busyAccount}' ELSE i::text END, 'acme-' || i || '.com', ${time("i")}
     FROM generate_series(0, $2::int - 1) i`,
    accounts,
  );
  // Rows are in the order of their ids only, as after years of changes.
  await run(
    `INSERT INTO "User" ("workspaceId", "id", "externalId", "email", "properties", "updatedAt")
     SELECT $1, ${rowIdSql("i")}, i::text, 'user' || i || '@acme-inc.com',
            jsonb_build_object('name', 'User ' || i, 'plan', 'Business', 'seats', i % 100), ${time("i * 7919 % $2")}
     FROM generate_series(0, $2::bigint - 1) i`,
    users,
  );
  await run(
    `INSERT INTO "AccountMember" ("workspaceId", "accountId", "userId")
     SELECT $1, CASE i % ${oneIn.busy} WHEN 0 THEN ${rowIdSql("0")} ELSE ${rowIdSql("i % $3")} END, ${rowIdSql("i")}
     FROM generate_series(0, $2::int - 1) i`,
    users,
    accounts,
  );
  for (const [segment, every] of [[many.segment, 2], ...otherSegments] as const) {
    await run(
      `INSERT INTO "Computation" ("workspaceId", "id", "kind", "name", "foldedName") VALUES ($1, $2, 'user', $2, $2)`,
      segment,
    );
    await run(
      `INSERT INTO "SegmentUser" ("workspaceId", "segmentId", "userId")
       SELECT $1, $2, ${rowIdSql("i")} FROM generate_series(0, $3::int - 1, $4::int) i`,
      segment,
      users,
      every,
    );
  }
  await run(
    `INSERT INTO "EventDefinition" ("workspaceId", "id", "name")
     VALUES ($1, 'common', '${many.commonName}'), ($1, 'rare', '${many.rareName}')`,
  );
  await run(
    `INSERT INTO "Event" ("workspaceId", "id", "definitionId", "userId", "accountId", "triggeredAt", "metadata")
     SELECT $1, ${rowIdSql("i")}, CASE i % ${oneIn.rare} WHEN 0 THEN 'rare' ELSE 'common' END, ${rowIdSql("i % $3")},
            CASE i % ${oneIn.busy} WHEN 0 THEN ${rowIdSql("0")} ELSE ${rowIdSql("i % $4")} END, ${time("i * 7919 % $2")},
            '{"page": "/reports"}'
     FROM generate_series(0, $2::bigint - 1) i`,
    events,
    users,
    accounts,
  );
  await client.query("ANALYZE");
}

/** An id that sorts by its number, as long as a real one, whose last three characters are as good as random. */
export function rowIdSql(number: string): string {
  const random = `('x' || substr(md5((${number})::text), 1, 4))::bit(16)::int`;
  const character = (value: string) => `substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 1 + ${value} % 32, 1)`;
  const ending = [random, `(${random} / 32)`, `(${random} / 1024)`].map(character).join(" || ");
  return `'01JD' || lpad((${number})::text, 19, '0') || ${ending}`;
}

function time(seconds: string): string {
  return `timestamptz '2026-01-01T00:00:00Z' + make_interval(secs => ${seconds})`;
}
