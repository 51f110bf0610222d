import fc from "fast-check";
import { pool } from "@/lib/db/pool";
import type { Client } from "@/tests/support/factories/api-client";
import type { Identity, Kind, Write } from "./contact-model";

const dayZero = Date.UTC(2026, 0, 1);
export const devices = ["device-1", "device-2"] as const;

/** Any write. Few names, so that many writes conflict. */
export function anyWrite(names: number): fc.Arbitrary<Write> {
  const index = fc.integer({ min: 1, max: names });
  const identity = (domain: string) =>
    fc
      .record(
        { id: index.map(String), alias: index.map((i) => domain.replace("*", String(i))) },
        { requiredKeys: [] },
      )
      .filter(({ id, alias }) => id !== undefined || alias !== undefined) as fc.Arbitrary<Identity>;
  const identities = { user: identity("user-*@example.com"), account: identity("account-*.com") };
  const properties = fc.dictionary(fc.constantFrom("a", "b"), fc.constantFrom("x", "y", null), {
    maxKeys: 2,
  });
  const ofKind = (kind: Kind) => ({ kind: fc.constant(kind), identity: identities[kind] });
  const members = {
    account: identities.account,
    users: fc.array(identities.user, { minLength: 1, maxLength: 3 }),
  };
  const track = fc
    .record(
      {
        do: fc.constant("track" as const),
        n: fc.nat(),
        minute: fc.integer({ min: 0, max: 100 }),
        user: identities.user,
        account: identities.account,
      },
      { requiredKeys: ["do", "n", "minute"] },
    )
    .filter(({ user, account }) => user !== undefined || account !== undefined);
  return fc.oneof(
    { weight: 4, arbitrary: track as fc.Arbitrary<Write> },
    ...(["user", "account"] as const).flatMap((kind) => [
      {
        weight: 2,
        arbitrary: fc.record({ do: fc.constant("upsert" as const), ...ofKind(kind), properties }),
      },
      { weight: 1, arbitrary: fc.record({ do: fc.constant("delete" as const), ...ofKind(kind) }) },
    ]),
    { weight: 2, arbitrary: fc.record({ do: fc.constant("add" as const), ...members }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("remove" as const), ...members }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("link" as const),
        device: fc.constantFrom(...devices),
        user: identities.user,
      }),
    },
  );
}

/** Sends a write to the API and returns the status of the response. */
export async function perform(client: Client, write: Write): Promise<number> {
  const [method, path, body] = toCall(write);
  return (await client.send(method, path, body)).status;
}

function toCall(write: Write): [method: string, path: string, body: object] {
  const user = ({ id, alias }: Identity) => ({ userId: id, email: alias });
  const account = ({ id, alias }: Identity) => ({ accountId: id, domain: alias });
  switch (write.do) {
    case "upsert":
    case "delete": {
      const path = write.kind === "user" ? "/users" : "/accounts";
      const identification = write.kind === "user" ? user(write.identity) : account(write.identity);
      if (write.do === "delete") return ["DELETE", path, { identification }];
      return ["POST", `${path}/upsert`, { identification, properties: write.properties }];
    }
    case "track": {
      const identification = {
        user: write.user && user(write.user),
        account: write.account && account(write.account),
      };
      const triggeredAt = new Date(dayZero + write.minute * 60_000);
      return ["POST", "/track", { identification, name: "e", triggeredAt, metadata: { n: write.n } }];
    }
    case "link":
      return ["POST", "/link", { deviceId: write.device, identification: user(write.user) }];
    default: {
      const users = write.users.map((one) => ({ identification: user(one) }));
      return ["POST", `/accounts/users/${write.do}`, { account: account(write.account), users }];
    }
  }
}

/** Resets the workspace to the state of a new model: no contacts, and an event on each device. */
export async function resetContacts({ workspaceId }: Client): Promise<void> {
  for (const table of ["Event", "User", "Account", "Device", "EventDefinition"])
    await pool.query(`DELETE FROM "${table}" WHERE "workspaceId" = $1`, [workspaceId]);
  await pool.query(`INSERT INTO "EventDefinition" ("workspaceId", "id", "name") VALUES ($1, 'e', 'e')`, [
    workspaceId,
  ]);
  for (const [index, device] of devices.entries()) {
    await pool.query(`INSERT INTO "Device" ("workspaceId", "id") VALUES ($1, $2)`, [workspaceId, device]);
    await pool.query(
      `INSERT INTO "Event" ("workspaceId", "id", "definitionId", "deviceId", "triggeredAt", "metadata")
       VALUES ($1, $2, 'e', $2, $3, $4)`,
      [workspaceId, device, new Date(dayZero + 50 * 60_000), { n: -index - 1 }],
    );
  }
}

/** The state of the database in the form of `ContactModel.describe`. */
export async function describeContacts({ workspaceId }: Client): Promise<object> {
  const minute = (column: string) =>
    `CASE WHEN ${column} < '2026-02-01Z' THEN extract(epoch FROM ${column} - '2026-01-01Z')::int / 60 END`;
  const name = (one: string, alias: string) =>
    `coalesce(${one}."externalId", '') || '/' || coalesce(${one}.${alias}, '')`;
  const [user, account] = [name("u", `"email"`), name("a", `"domain"`)];
  const contacts = (table: string, one: string, text: string) =>
    `SELECT ${text} AS "name", "properties", ${minute(`"firstSeenAt"`)} AS "first", ${minute(`"lastSeenAt"`)} AS "last"
     FROM "${table}" ${one} WHERE "workspaceId" = $1`;
  const join = (kind: "User" | "Account", one: string, reference: string) =>
    `LEFT JOIN "${kind}" ${one} ON ${one}."workspaceId" = $1 AND ${one}."id" = t."${reference}"`;
  const both = `${join("User", "u", "userId")} ${join("Account", "a", "accountId")} WHERE t."workspaceId" = $1`;
  const read = async (text: string) => (await pool.query(text, [workspaceId])).rows;
  const toContact = ({ name, properties, first, last }: Record<string, unknown>) => ({
    name,
    properties: Object.entries(properties as object).toSorted(),
    first: first ?? Number.POSITIVE_INFINITY,
    last: last ?? Number.POSITIVE_INFINITY,
  });
  const byText = (one: unknown, other: unknown) => JSON.stringify(one).localeCompare(JSON.stringify(other));
  const list = async (text: string) => (await read(text)).map((row) => Object.values(row)).toSorted(byText);
  return {
    users: (await read(contacts("User", "u", user))).map(toContact).toSorted(byText),
    accounts: (await read(contacts("Account", "a", account))).map(toContact).toSorted(byText),
    members: await list(
      `SELECT ${account} AS a, ${user} AS u, t."removedAt" IS NOT NULL AS r FROM "AccountMember" t ${both}`,
    ),
    events: await list(
      `SELECT (t."metadata"->>'n')::int AS n, CASE WHEN u."id" IS NOT NULL THEN ${user} END AS u,
              CASE WHEN a."id" IS NOT NULL THEN ${account} END AS a, t."deviceId" AS d FROM "Event" t ${both}`,
    ),
    devices: await list(
      `SELECT t."id" AS d, ${user} AS u FROM "Device" t ${join("User", "u", "userId")}
       WHERE t."workspaceId" = $1 AND t."userId" IS NOT NULL`,
    ),
  };
}
