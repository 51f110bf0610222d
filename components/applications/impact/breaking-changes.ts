import type { ApplicationRow } from "@/lib/applications/rows";
import type { ApplicationForm } from "@/lib/applications/schema";
import { type Permission, permissions } from "@/lib/auth/permissions";
import { type KeyPolicy, resolveExpiry } from "@/lib/keys/lifetime";
import { day } from "@/lib/time";

/** A change of an edit that can make calls fail, with the question that is asked before. */
export interface BreakingChange {
  title: string;
  description: string;
  confirmLabel: string;
  effect: string;
  /** Only calls that need one of these fail; absent: all. */
  permissions?: Permission[];
  /** A key that goes on working for long enough needs no more than a click. */
  asksName: boolean;
}

/** A program can be changed within this time without being called at. */
const soon = 7 * day;

type Before = Pick<ApplicationRow, "enabled" | "permissions" | "key">;

/** The changes of an edit that can make calls fail, the widest first. None for a disabled application. */
export function listBreakingChanges(
  before: Before,
  after: ApplicationForm,
  policy: KeyPolicy,
  now = new Date(),
): BreakingChange[] {
  const isExpired = before.key.expiresAt !== null && before.key.expiresAt <= now;
  if (!before.enabled || isExpired) return [];
  const changes: BreakingChange[] = [];
  if (!after.enabled) {
    changes.push({
      title: "Disable an application in use?",
      description: "Calls stop immediately, for every program with this key.",
      confirmLabel: "Disable and save",
      effect: "would be rejected",
      asksName: true,
    });
  }
  const removed = before.permissions.filter((id) => !after.permissions.includes(id));
  if (removed.length > 0) {
    const labels = removed.map((id) => permissions[id].label).join(", ");
    changes.push({
      title: removed.length === 1 ? "Remove a permission in use?" : "Remove permissions in use?",
      description: `Calls that need ${labels} stop immediately, for every program with this key.`,
      confirmLabel: "Remove and save",
      effect: "would be rejected",
      permissions: removed,
      asksName: true,
    });
  }
  const expiresAt = after.expiry === undefined ? null : resolveExpiry(after.expiry, policy, now).expiresAt;
  if (expiresAt !== null && (before.key.expiresAt === null || expiresAt < before.key.expiresAt)) {
    const lastDay = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeZone: policy.timeZone });
    changes.push({
      title: "Shorten the lifetime of a key in use?",
      description: `All calls with this key stop on ${lastDay.format(expiresAt)}, unless it is regenerated before.`,
      confirmLabel: "Shorten and save",
      effect: "would be rejected from then on",
      asksName: expiresAt.getTime() - now.getTime() <= soon,
    });
  }
  return changes;
}
