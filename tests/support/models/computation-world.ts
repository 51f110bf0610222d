import { type Computation, ComputationBody } from "@/lib/computations/schema/computation";
import { pool } from "@/lib/db/pool";
import type { Kind, ModelContact, ModelEvent, World } from "./computation-model";

type ContactRow = {
  id: string;
  externalId: string | null;
  alias: string | null;
  properties: Record<string, unknown>;
  firstSeenAt: Date;
  lastSeenAt: Date;
};

/** What the platform has computed for a contact. */
export type StoredContact = {
  segments: string[];
  stage: string | null;
  health: string | null;
  dueAt: number | null;
  /** Computed ones. */
  properties: Record<string, unknown>;
};

export type StoredChange = {
  id: string;
  kind: Kind;
  contactId: string;
  type: string;
  computationId: string;
  entered: boolean;
  name: string;
  previous: string;
  cause: string;
};

/** Reads what computed values depend on, and those that are stored. Properties that are not sent count as computed. */
export async function readWorld(
  workspaceId: string,
  sentProperties: readonly string[],
): Promise<{ world: World; stored: Record<Kind, Map<string, StoredContact>>; changes: StoredChange[] }> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const read = async <Row>(text: string) => (await client.query(text, [workspaceId])).rows as Row[];
    const [workspace] = await read<{ timeZone: string }>(
      `SELECT "timeZone" FROM "Workspace" WHERE "id" = $1`,
    );
    const computations = await read<Computation>(
      `SELECT * FROM "Computation" WHERE "workspaceId" = $1 ORDER BY "id"`,
    );
    const rows = {
      user: await read<ContactRow>(
        `SELECT "id", "externalId", "email" AS "alias", "properties", "firstSeenAt", "lastSeenAt"
         FROM "User" WHERE "workspaceId" = $1 ORDER BY "id"`,
      ),
      account: await read<ContactRow>(
        `SELECT "id", "externalId", "domain" AS "alias", "properties", "firstSeenAt", "lastSeenAt"
         FROM "Account" WHERE "workspaceId" = $1 ORDER BY "id"`,
      ),
    };
    const events = await read<Omit<ModelEvent, "at"> & { triggeredAt: Date }>(
      `SELECT e."id", d."name", e."triggeredAt", e."metadata", e."userId" AS "user", e."accountId" AS "account"
       FROM "Event" e JOIN "EventDefinition" d ON d."workspaceId" = $1 AND d."id" = e."definitionId"
       WHERE e."workspaceId" = $1`,
    );
    const members = await read<World["members"][number]>(
      `SELECT "userId" AS "user", "accountId" AS "account" FROM "AccountMember"
       WHERE "workspaceId" = $1 AND "removedAt" IS NULL`,
    );
    const segments = await read<{ segmentId: string; contactId: string }>(
      `SELECT "segmentId", "userId" AS "contactId" FROM "SegmentUser" WHERE "workspaceId" = $1
       UNION ALL SELECT "segmentId", "accountId" FROM "SegmentAccount" WHERE "workspaceId" = $1
       ORDER BY 1`,
    );
    const states = await read<{
      contactId: string;
      stageId: string | null;
      health: string | null;
      dueAt: Date | null;
    }>(`SELECT "contactId", "stageId", "health", "dueAt" FROM "ContactState" WHERE "workspaceId" = $1`);
    const changes = await read<StoredChange>(
      `SELECT * FROM "ContactChange" WHERE "workspaceId" = $1 ORDER BY "id"`,
    );
    await client.query("COMMIT");
    const stateOf = new Map(states.map((state) => [state.contactId, state]));
    const isSent = ([name]: [string, unknown]) => sentProperties.includes(name);
    const toModel = (kind: Kind, row: ContactRow): ModelContact => ({
      id: row.id,
      builtIn: {
        [`${kind}_id`]: row.externalId,
        [kind === "user" ? "email" : "domain"]: row.alias,
        first_seen_at: row.firstSeenAt.toISOString(),
        last_seen_at: row.lastSeenAt.toISOString(),
      },
      properties: Object.fromEntries(Object.entries(row.properties).filter(isSent)),
      stageSince: row.properties.stage_since as string | undefined,
    });
    const toStored = (row: ContactRow): [string, StoredContact] => {
      const state = stateOf.get(row.id);
      return [
        row.id,
        {
          segments: segments
            .filter(({ contactId }) => contactId === row.id)
            .map(({ segmentId }) => segmentId),
          stage: state?.stageId ?? null,
          health: state?.health ?? null,
          dueAt: state?.dueAt?.getTime() ?? null,
          properties: Object.fromEntries(Object.entries(row.properties).filter((entry) => !isSent(entry))),
        },
      ];
    };
    const fixed = new Set(computations.filter(({ body }) => body === null).map(({ id }) => id));
    return {
      world: {
        timeZone: workspace?.timeZone ?? "UTC",
        computations: computations.map((one) => ({
          ...one,
          body: one.body && ComputationBody.parse(one.body),
        })),
        contacts: {
          user: rows.user.map((row) => toModel("user", row)),
          account: rows.account.map((row) => toModel("account", row)),
        },
        events: events.map(({ triggeredAt, ...event }) => ({ ...event, at: triggeredAt.getTime() })),
        members,
        fixedMembers: segments.filter(({ segmentId }) => fixed.has(segmentId)),
      },
      stored: {
        user: new Map(rows.user.map(toStored)),
        account: new Map(rows.account.map(toStored)),
      },
      changes,
    };
  } finally {
    client.release();
  }
}
