import "server-only";
import type { AuditAction } from "@/lib/audit/schema";
import type { WorkspaceId } from "@/lib/auth/actor";
import { type Ability, describeAbility } from "@/lib/auth/permissions";
import { lockNames, transact } from "@/lib/db/transact";
import { createId, getMinId } from "@/lib/ids";
import { logger } from "@/lib/logger";
import { redactText } from "@/lib/logs/redact/redact-keys";
import { day, hour } from "@/lib/time";

/** A rejected attempt. `personId` is null without a session. */
export type Rejection = {
  personId: string | null;
  action: Extract<AuditAction, `access.${string}`>;
  subject: string;
  subjectId?: string | null;
  ipAddress: string;
};

/** Rows per workspace and hour. Further attempts share one row per action. */
const maxRowsPerHour = 50;

const rejectionRetention = 90 * day;

/** The subjects of shared rows. */
const sharedSubjects: Record<Rejection["action"], string> = {
  "access.sign-in": "several people",
  "access.denied": "do several things",
  "access.nonmember": "do several things",
  "access.invitation": "several roles",
};

/** The tenant of attempts at unknown accounts. No workspace has this id. */
const installationId = "installation" as WorkspaceId;

/** Records a wrong password in each workspace of the person, or in the installation's log for an unknown email. */
export function recordFailedSignIn(personId: string | null, ipAddress: string): void {
  const action = "access.sign-in";
  runInBackground(async () => {
    if (personId === null)
      return writeRejection(installationId, { personId, action, subject: "an unknown person", ipAddress });
    for (const { workspaceId, email } of await listMemberships(personId)) {
      await writeRejection(workspaceId, {
        personId: null,
        action,
        subject: email,
        subjectId: personId,
        ipAddress,
      });
    }
  });
}

/** Records an action that the person's role does not allow, or that requires membership. */
export function recordDeniedAction(
  workspaceId: WorkspaceId,
  personId: string,
  { ability, isMember, ipAddress }: { ability: Ability; isMember: boolean; ipAddress: string },
): void {
  const action = isMember ? "access.denied" : "access.nonmember";
  runInBackground(() =>
    writeRejection(workspaceId, { personId, action, subject: describeAbility(ability), ipAddress }),
  );
}

/** Like `recordDeniedAction`, for a nonmember who named the workspace by its slug. */
export function recordNonmemberAction(
  slug: string,
  personId: string,
  denied: { ability: Ability; ipAddress: string },
): void {
  runInBackground(async () => {
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

/** Records the use of an invalid invitation link, if its invitation still exists. */
export function recordRejectedInvitation(
  personId: string,
  ipAddress: string,
  findInvitation: () => Promise<StoredInvitation | null>,
): void {
  runInBackground(async () => {
    const invitation = await findInvitation();
    if (!invitation) return;
    const { workspaceId, invitationId: subjectId, role: subject } = invitation;
    await writeRejection(workspaceId, {
      personId,
      action: "access.invitation",
      subject,
      subjectId,
      ipAddress,
    });
  });
}

/** Does not wait for the write, since response times would reveal which accounts exist. */
function runInBackground(record: () => Promise<unknown>): void {
  record().catch((error) => logger.error({ err: error }, "The audit log lacks a rejected attempt."));
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

/** Increments the row of the same attempt in the last hour, or inserts a row. */
async function writeRejection(workspaceId: WorkspaceId, rejection: Rejection): Promise<void> {
  await transact(async (client) => {
    await lockNames(client, [`rejections ${workspaceId}`]);
    const now = Date.now();
    const { rows } = await client.query<Rejection & { id: string }>({
      text: `
        SELECT "id", "personId", "action", "subject", "subjectId", "ipAddress" FROM "RejectedAttempt"
        WHERE "workspaceId" = $1 AND "id" >= $2`,
      values: [workspaceId, getMinId(new Date(now - hour))],
    });
    const findRow = (attempt: Rejection) => rows.find((row) => isSameAttempt(row, attempt));
    const { action } = rejection;
    const shared: Rejection = { personId: null, action, subject: sharedSubjects[action], ipAddress: "" };
    const existing = findRow(rejection) ?? (rows.length < maxRowsPerHour ? undefined : findRow(shared));
    if (existing) {
      await client.query({
        text: `
          UPDATE "RejectedAttempt" SET "count" = "count" + 1, "lastAt" = now()
          WHERE "workspaceId" = $1 AND "id" = $2`,
        values: [workspaceId, existing.id],
      });
      return;
    }
    const added = rows.length < maxRowsPerHour ? rejection : shared;
    await client.query({
      text: `
        INSERT INTO "RejectedAttempt" ("workspaceId", "id", "personId", "action", "subject", "subjectId", "ipAddress", "lastAt")
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
      text: `DELETE FROM "RejectedAttempt" WHERE "workspaceId" = $1 AND "id" < $2`,
      values: [workspaceId, getMinId(new Date(now - rejectionRetention))],
    });
  });
}

function isSameAttempt(a: Rejection, b: Rejection): boolean {
  return (
    a.personId === b.personId &&
    a.action === b.action &&
    a.ipAddress === b.ipAddress &&
    (a.subjectId ?? null) === (b.subjectId ?? null) &&
    a.subject === redactText(b.subject)
  );
}
