import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { ensureContacts } from "@/lib/contacts/identities/mutations";
import { toAccountIdentity } from "@/lib/contacts/schema/account";
import { toUserIdentity } from "@/lib/contacts/schema/user";
import { lockNames, runStatement, transact } from "@/lib/db/transact";
import { apiDefinitionQuota, type DefinitionQuota } from "@/lib/definitions/quota";
import { AppError } from "@/lib/errors";
import { insertStatement, type NewEvent } from "@/lib/events/insert-statement";
import type { SentEvent } from "@/lib/events/schema";
import { createId } from "@/lib/ids";

/** Records that something happened, once. Creates the user, the account and the event's definition where needed. */
export async function trackEvent(workspaceId: WorkspaceId, sent: SentEvent): Promise<void> {
  const { user, account } = sent.identification;
  const event: NewEvent = {
    id: createId(),
    name: sent.name,
    contacts: [...(user ? [toUserIdentity(user)] : []), ...(account ? [toAccountIdentity(account)] : [])],
    triggeredAt: sent.triggeredAt ?? new Date(),
    metadata: sent.metadata ?? new Map(),
  };
  // It may be dated ahead, by a clock that is wrong; but nobody was seen in the future.
  const seenAt = new Date(Math.min(event.triggeredAt.getTime(), Date.now()));
  const insert = async () => (await runStatement(insertStatement(workspaceId, event, seenAt))).length > 0;
  // Most events are known, and happen to somebody who is known: they need one statement.
  if (await insert()) return;
  await transact(async (client) => {
    await defineEvent(workspaceId, event.name);
    await ensureContacts(client, workspaceId, event.contacts, seenAt);
    if (!(await insert())) throw new Error("An event was not recorded, though all that it names is there.");
  });
}

/** Makes the event's name known. Comes before anything is locked: see lockContacts. */
export async function defineEvent(
  workspaceId: WorkspaceId,
  name: string,
  quota: DefinitionQuota = apiDefinitionQuota,
): Promise<void> {
  if (await isDefined(workspaceId, name)) return;
  if (!quota.takeBudget()) throw tooMany(quota);
  await transact(async (client) => {
    await lockNames(client, [`${workspaceId} event definitions`]);
    if (await isDefined(workspaceId, name)) return;
    const { rowCount } = await client.query(
      `INSERT INTO "EventDefinition" ("workspaceId", "id", "name", "websiteId")
       SELECT $1, $2, $3, $4 WHERE $5 > (
         SELECT count(*) FROM "EventDefinition" WHERE "workspaceId" = $1 AND "websiteId" IS NOT DISTINCT FROM $4)`,
      [workspaceId, createId(), name, quota.websiteId, quota.maxDefinitions],
    );
    if (rowCount === 0) throw tooMany(quota);
  });
}

async function isDefined(workspaceId: WorkspaceId, name: string): Promise<boolean> {
  const rows = await runStatement({
    name: "find-event-definition",
    text: `SELECT FROM "EventDefinition" WHERE "workspaceId" = $1 AND "name" = $2`,
    values: [workspaceId, name],
  });
  return rows.length > 0;
}

function tooMany({ websiteId, maxDefinitions }: DefinitionQuota): AppError {
  const whose = websiteId === null ? "The workspace has" : "The pages of this website have sent";
  const message = `${whose} ${maxDefinitions.toLocaleString("en")} different events already, and takes no new ones. Put what varies into 'metadata'.`;
  return new AppError("bad_request", message, { issues: [{ path: "name", message }] });
}
