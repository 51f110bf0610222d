import "server-only";
import type { AuditAction } from "@/lib/audit/schema";
import type { WorkspaceId } from "@/lib/auth/actor";
import { type Ability, describeAbility } from "@/lib/auth/permissions";
import { lockNames, transact } from "@/lib/db/transact";
import { createId, getMinId } from "@/lib/ids";
import { logger } from "@/lib/logger";
import { redactText } from "@/lib/logs/redact/redact-keys";
import { day, hour } from "@/lib/time";

/** An attempt that was rejected. The person is null where nobody was signed in. */
export type Rejection = {
  personId: string | null;
  action: Extract<AuditAction, `access.${string}`>;
  subject: string;
  subjectId?: string | null;
  ipAddress: string;
};

/** Attempts that are alike share a row for an hour, and a workspace has so many rows an hour beside the shared ones. */
const maxRowsPerHour = 50;

const rejectionsKeptFor = 90 * day;

/** What stands in place of a subject in the shared rows. */
const sharedSubjects: Record<Rejection["action"], string> = {
  "access.sign-in": "several people",
  "access.denied": "do several things",
  "access.nonmember": "do several things",
  "access.invitation": "several roles",
};

/** Where attempts at accounts that do not exist are recorded: no workspace has this id. */
const installationId = "installation" as WorkspaceId;

/** A wrong password: in each workspace of the person, or in the installation's own log where nobody has the address. */
export function recordFailedSignIn(personId: string | null, ipAddress: string): void {
  const action = "access.sign-in";
  inBackground(async () => {
    if (personId === null)
      return write(installationId, { personId, action, subject: "an unknown person", ipAddress });
    for (const { workspaceId, email } of await listMemberships(personId)) {
      await write(workspaceId, { personId: null, action, subject: email, subjectId: personId, ipAddress });
    }
  });
}

/** A signed-in person who may not do something in a workspace, or is not a member of it. */
export function recordDeniedAction(
  workspaceId: WorkspaceId,
  personId: string,
  { ability, isMember, ipAddress }: { ability: Ability; isMember: boolean; ipAddress: string },
): void {
  const action = isMember ? "access.denied" : "access.nonmember";
  inBackground(() => write(workspaceId, { personId, action, subject: describeAbility(ability), ipAddress }));
}

/** The same for somebody who names the workspace and is not in it. */
export function recordNonmemberAction(
  slug: string,
  personId: string,
  denied: { ability: Ability; ipAddress: string },
): void {
  inBackground(async () => {
    const { rows } = await transact((client) =>
      client.query<{ id: WorkspaceId }>({
        text: `SELECT "id" FROM "Workspace" WHERE "slug" = $1`,
        values: [slug],
      }),
    );
    const [workspace] = rows;
    if (workspace) recordDeniedAction(workspace.id, personId, { ...denied, isMember: false });
  });
}

type StoredInvitation = { workspaceId: WorkspaceId; invitationId: string; role: string };

/** A link that was used or has expired, where its invitation is found. */
export function recordRejectedInvitation(
  personId: string,
  ipAddress: string,
  findInvitation: () => Promise<StoredInvitation | null>,
): void {
  inBackground(async () => {
    const invitation = await findInvitation();
    if (!invitation) return;
    const { workspaceId, invitationId: subjectId, role: subject } = invitation;
    await write(workspaceId, { personId, action: "access.invitation", subject, subjectId, ipAddress });
  });
}

/** Whether something is recorded must not show in how long an answer takes: that would tell which accounts exist. */
function inBackground(record: () => Promise<unknown>): void {
  record().catch((error) => logger.error({ err: error }, "A rejected attempt is missing in the audit log."));
}

async function listMemberships(personId: string) {
  const { rows } = await transact((client) =>
    client.query<{ workspaceId: WorkspaceId; email: string }>({
      text: `
        SELECT m."workspaceId", p."email" FROM "Membership" m JOIN "Person" p ON p."id" = m."personId"
        WHERE m."personId" = $1 ORDER BY m."workspaceId" LIMIT 50`,
      values: [personId],
    }),
  );
  return rows;
}

/** Counts the attempt in the row of the last hour that is like it, or adds one. */
async function write(workspaceId: WorkspaceId, rejection: Rejection): Promise<void> {
  await transact(async (client) => {
    await lockNames(client, [`rejections ${workspaceId}`]);
    const now = Date.now();
    const { rows } = await client.query<Rejection & { id: string }>({
      text: `
        SELECT "id", "personId", "action", "subject", "subjectId", "ipAddress" FROM "AuditEntry"
        WHERE "workspaceId" = $1 AND "id" >= $2 AND "action" LIKE 'access.%'`,
      values: [workspaceId, getMinId(new Date(now - hour))],
    });
    const find = (wanted: Rejection) => rows.find((row) => isAlike(row, wanted));
    const { action } = rejection;
    const shared: Rejection = { personId: null, action, subject: sharedSubjects[action], ipAddress: "" };
    const counted = find(rejection) ?? (rows.length < maxRowsPerHour ? undefined : find(shared));
    if (counted) {
      await client.query({
        text: `
          UPDATE "AuditEntry" SET "count" = "count" + 1, "lastAt" = now()
          WHERE "workspaceId" = $1 AND "id" = $2`,
        values: [workspaceId, counted.id],
      });
      return;
    }
    const added = rows.length < maxRowsPerHour ? rejection : shared;
    await client.query({
      text: `
        INSERT INTO "AuditEntry" ("workspaceId", "id", "personId", "action", "subject", "subjectId", "ipAddress", "lastAt")
        VALUES ($1, $2, $3, $4, $5, $6, $7, now())`,
      values: [
        workspaceId,
        createId(),
        added.personId,
        added.action,
        redactText(added.subject),
        added.subjectId ?? null,
        added.ipAddress,
      ],
    });
    await client.query({
      text: `DELETE FROM "AuditEntry" WHERE "workspaceId" = $1 AND "id" < $2 AND "action" LIKE 'access.%'`,
      values: [workspaceId, getMinId(new Date(now - rejectionsKeptFor))],
    });
  });
}

function isAlike(a: Rejection, b: Rejection): boolean {
  return (
    a.personId === b.personId &&
    a.action === b.action &&
    a.ipAddress === b.ipAddress &&
    (a.subjectId ?? null) === (b.subjectId ?? null) &&
    a.subject === redactText(b.subject)
  );
}
