import "server-only";
import type { PoolClient } from "pg";
import type { WorkspaceId } from "@/lib/auth/actor";
import { toTextArray, toTimestampArray } from "@/lib/db/binary-arrays";

/** An event whose definition, contacts and device exist. */
export type StoredEvent = {
  id: string;
  definitionId: string;
  userId: string | undefined;
  accountId: string | undefined;
  deviceId: string | undefined;
  websiteId: string | undefined;
  triggeredAt: Date;
  metadata: ReadonlyMap<string, unknown>;
};

/** Inserts events in one statement. Their contacts and devices must be locked. */
export async function insertEvents(
  client: PoolClient,
  workspaceId: WorkspaceId,
  events: readonly StoredEvent[],
): Promise<void> {
  const texts = (pick: (event: StoredEvent) => string | undefined) =>
    toTextArray(events.map((event) => pick(event) ?? ""));
  await client.query({
    name: "insert-stored-events",
    text: `
      INSERT INTO "Event" ("workspaceId", "id", "definitionId", "userId", "accountId", "deviceId", "websiteId",
                           "triggeredAt", "metadata")
      SELECT $1, "id", "definitionId", NULLIF("userId", ''), NULLIF("accountId", ''), NULLIF("deviceId", ''),
             NULLIF("websiteId", ''), "triggeredAt", "metadata"::jsonb
      FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::text[])
        s ("id", "definitionId", "userId", "accountId", "deviceId", "websiteId", "triggeredAt", "metadata")`,
    values: [
      workspaceId,
      texts(({ id }) => id),
      texts(({ definitionId }) => definitionId),
      texts(({ userId }) => userId),
      texts(({ accountId }) => accountId),
      texts(({ deviceId }) => deviceId),
      texts(({ websiteId }) => websiteId),
      toTimestampArray(events.map(({ triggeredAt }) => triggeredAt)),
      texts(({ metadata }) => JSON.stringify(Object.fromEntries(metadata))),
    ],
  });
}
