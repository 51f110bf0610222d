import "server-only";
import { recordAuditEntry } from "@/lib/audit/mutations";
import { type AuditAction, type AuditChange, formatSwitch } from "@/lib/audit/schema";
import type { Author } from "@/lib/auth/actor";
import { formatPermissions } from "@/lib/auth/permissions";
import type { Transaction } from "@/lib/db/prisma";
import { formatUtcTime } from "@/lib/keys/mutations";

/** The columns that `recordEdit` compares. */
export const auditedFields = {
  name: true,
  description: true,
  ownerId: true,
  permissions: true,
  allowedIps: true,
  callsPerMinute: true,
  enabled: true,
};
type AuditedFields = {
  name: string;
  description: string;
  ownerId: string | null;
  permissions: string[];
  allowedIps: string[];
  callsPerMinute: number | null;
  enabled: boolean;
};

/** Records one audit entry per changed property. */
export async function recordEdit(
  transaction: Transaction,
  author: Author,
  subjectId: string,
  before: AuditedFields,
  after: AuditedFields,
  observedUntil: Date | null = null,
): Promise<void> {
  const record = (
    action: AuditAction,
    change: AuditChange,
    { detail = "", name = after.name }: { detail?: string; name?: string } = {},
  ) => recordAuditEntry(transaction, author, action, name, { subjectId, detail, changes: [change] });
  if (before.name !== after.name) {
    const change = { field: "Name", before: before.name, after: after.name };
    await record("application.rename", change, { detail: `to ${after.name}`, name: before.name });
  }
  if (before.description !== after.description) {
    const change = { field: "Description", before: before.description, after: after.description };
    await record("application.describe", change);
  }
  if (before.ownerId !== after.ownerId) {
    const people = await transaction.person.findMany({
      where: { id: { in: [before.ownerId, after.ownerId].filter((id) => id !== null) } },
      select: { id: true, name: true },
    });
    const nameOf = (ownerId: string | null) => people.find(({ id }) => id === ownerId)?.name ?? "no owner";
    const change = { field: "Owner", before: nameOf(before.ownerId), after: nameOf(after.ownerId) };
    await record("application.owner", change, { detail: `to ${nameOf(after.ownerId)}` });
  }
  const permissionChanges = describeChanges(before.permissions, after.permissions, formatPermissions);
  if (permissionChanges) {
    const change = {
      field: "Allowed to",
      before: formatPermissions(before.permissions),
      after: formatPermissions(after.permissions),
    };
    const removes = before.permissions.some((permission) => !after.permissions.includes(permission));
    const observation = observedUntil && removes ? `: calls pass until ${formatUtcTime(observedUntil)}` : "";
    await record("application.permissions", change, { detail: `${permissionChanges}${observation}` });
  }
  const formatRanges = (ranges: readonly string[]) => ranges.join(", ");
  const ipChanges = describeChanges(before.allowedIps, after.allowedIps, formatRanges);
  if (ipChanges) {
    const change = {
      field: "Allowed IP addresses",
      before: formatRanges(before.allowedIps) || "every address",
      after: formatRanges(after.allowedIps) || "every address",
    };
    const detail = after.allowedIps.length > 0 ? ipChanges : `${ipChanges}: every address is allowed`;
    await record("application.allowlist", change, { detail });
  }
  if (before.callsPerMinute !== after.callsPerMinute) {
    const change = {
      field: "Rate limit",
      before: describeRateLimit(before.callsPerMinute),
      after: describeRateLimit(after.callsPerMinute),
    };
    await record("application.rate-limit", change, { detail: describeRateLimit(after.callsPerMinute) });
  }
  if (before.enabled !== after.enabled) {
    const change = {
      field: "Enable",
      before: formatSwitch(before.enabled),
      after: formatSwitch(after.enabled),
    };
    await record(after.enabled ? "application.enable" : "application.disable", change);
  }
}

/** "added 203.0.113.4, removed 10.0.0.0/8", or an empty text. */
function describeChanges(
  before: readonly string[],
  after: readonly string[],
  format: (values: readonly string[]) => string,
): string {
  const added = after.filter((value) => !before.includes(value));
  const removed = before.filter((value) => !after.includes(value));
  return [
    ...(added.length > 0 ? [`added ${format(added)}`] : []),
    ...(removed.length > 0 ? [`removed ${format(removed)}`] : []),
  ].join(", ");
}

export function describeRateLimit(callsPerMinute: number | null): string {
  return callsPerMinute === null ? "the workspace's limit applies" : `${callsPerMinute} calls a minute`;
}
