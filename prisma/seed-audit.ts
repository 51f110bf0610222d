import type { AuditAction } from "@/lib/audit/schema";
import { describePermissions } from "@/lib/auth/permissions";
import type { Transaction } from "@/lib/db/prisma";
import { roles } from "@/lib/members/schema";
import { day } from "@/lib/time";
import type { Generator } from "./seed-generator";

/** Writes the audit entries that explain the demo workspace's current state. */
export async function seedAudit(
  transaction: Transaction,
  make: Generator,
  workspaceId: string,
  people: { owner: string },
): Promise<void> {
  const where = { workspaceId };
  const memberships = await transaction.membership.findMany({ where, orderBy: { createdAt: "asc" } });
  const websites = await transaction.website.findMany({ where, orderBy: { id: "asc" } });
  const connectors = await transaction.connector.findMany({ where, orderBy: { id: "asc" } });
  const applications = await transaction.application.findMany({
    where,
    orderBy: { id: "asc" },
    include: { keys: { where: { revokedAt: { not: null } } } },
  });
  const entries = [
    ...memberships
      .filter(({ role }) => role !== "owner")
      .map(({ role, personId, createdAt }) =>
        entry("member.join", createdAt, personId, { subject: roles[role].withArticle }),
      ),
    ...applications.flatMap(({ id, name, permissions, createdById, createdAt, enabled, keys }) => {
      const of = { subject: name, subjectId: id };
      return [
        entry("application.create", createdAt, createdById, {
          ...of,
          detail: describePermissions(permissions),
        }),
        ...keys.map(({ revokedAt }) =>
          entry("application.regenerate", revokedAt ?? createdAt, createdById, of),
        ),
        ...(enabled ? [] : [entry("application.disable", make.ago(12 * day), people.owner, of)]),
      ];
    }),
    ...websites.map(({ id, domain, createdById, createdAt }) =>
      entry("website.create", createdAt, createdById, { subject: domain, subjectId: id }),
    ),
    ...connectors.map(({ id, name, createdById, createdAt }) =>
      entry("connector.create", createdAt, createdById, { subject: name, subjectId: id }),
    ),
  ];
  await transaction.auditEntry.createMany({
    data: entries.map(({ at, ...rest }) => ({ ...rest, workspaceId, id: make.id(at.getTime()) })),
  });
}

function entry(
  action: AuditAction,
  at: Date,
  personId: string | null,
  more: { subject: string; subjectId?: string; detail?: string },
) {
  return { action, at, personId, ...more };
}
