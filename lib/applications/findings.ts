import { type ApplicationRow, type ApplicationUsage, unusedAfter } from "@/lib/applications/rows";
import { describeAge } from "@/lib/text/age";
import { day, hour } from "@/lib/time";

/** Milliseconds before its end in which the expiry of a key is a finding. */
export const expiryWarning = 14 * day;
/** Milliseconds without a call after which an old key is safe to stop. */
const silentAfter = hour;
/** Fewer rejected calls in 24 hours are no trend. */
const minRisingRejections = 10;

export type FindingId =
  | "deleted"
  | "leaked"
  | "disabled"
  | "expired"
  | "expiring"
  | "oldKeyInUse"
  | "oldKey"
  | "rejections"
  | "unused"
  | "healthy";

/** What the screens offer against a finding. */
export type FixId =
  | "restore"
  | "enable"
  | "regenerate"
  | "changeExpiry"
  | "stopOldKey"
  | "seeRejected"
  | "delete";

export type Finding = {
  id: FindingId;
  /** The text of the status badge. */
  label: string;
  sentence: string;
  /** Null for a finding without a fix. */
  fix: FixId | null;
};

type Found = Pick<ApplicationRow, "enabled" | "key" | "oldKey" | "createdAt" | "lastUsedAt"> & {
  deletedAt?: Date | null;
};

/** Returns the findings of an application, most urgent first. The first one is its status: healthy without problems. */
export function findings(application: Found, usage: ApplicationUsage, now: number): Finding[] {
  const { enabled, key, oldKey, createdAt, lastUsedAt } = application;
  const rejections = findRejections(usage);
  if (application.deletedAt) return [deleted, ...rejections];
  const found = [
    ...(key.leakedAt === null ? [] : [enabled ? leaked : stoppedLeak]),
    ...(enabled ? [] : [disabled]),
    ...findExpiry(key.expiresAt, now),
    ...(enabled && oldKey && oldKey.revokedAt.getTime() > now ? [describeOldKey(oldKey, now)] : []),
    ...rejections,
    ...findUnused(lastUsedAt, createdAt, now),
  ];
  return found.length > 0 ? found : [healthy];
}

const deleted: Finding = {
  id: "deleted",
  label: "Deleted",
  sentence: "It is deleted: calls with its keys are rejected.",
  fix: "restore",
};
const leaked: Finding = {
  id: "leaked",
  label: "Reported leaked",
  sentence: "Its key was reported as leaked, and works: regenerate it.",
  fix: "regenerate",
};
const stoppedLeak: Finding = {
  ...leaked,
  sentence: "Its key was reported as leaked. Regenerate it, then enable the application.",
};
const disabled: Finding = {
  id: "disabled",
  label: "Disabled",
  sentence: "Calls with its key are rejected until it is enabled.",
  fix: "enable",
};
const healthy: Finding = {
  id: "healthy",
  label: "Enabled",
  sentence: "Calls with its key are answered. There is nothing to do.",
  fix: null,
};

function findExpiry(expiresAt: Date | null, now: number): Finding[] {
  if (expiresAt === null) return [];
  const timeLeft = expiresAt.getTime() - now;
  const age = describeAge(timeLeft);
  if (timeLeft <= 0)
    return [
      {
        id: "expired",
        label: "Expired",
        sentence: `Its key expired ${age}: calls are rejected.`,
        fix: "regenerate",
      },
    ];
  if (timeLeft > expiryWarning) return [];
  return [{ id: "expiring", label: "Expiring", sentence: `Its key expires ${age}.`, fix: "changeExpiry" }];
}

function describeOldKey(
  { revokedAt, lastUsedAt }: NonNullable<ApplicationRow["oldKey"]>,
  now: number,
): Finding {
  const end = `stops ${describeAge(revokedAt.getTime() - now)}`;
  if (lastUsedAt !== null && now - lastUsedAt.getTime() < silentAfter)
    return {
      id: "oldKeyInUse",
      label: "Old key in use",
      sentence: `The replaced key ${end}, and was used ${describeAge(lastUsedAt.getTime() - now)}.`,
      fix: "stopOldKey",
    };
  return {
    id: "oldKey",
    label: "Two keys",
    sentence: `The replaced key ${end}. It had no call for an hour: it is safe to stop.`,
    fix: "stopOldKey",
  };
}

/** Rising: at least twice as many as in the 24 hours before. */
function findRejections({ rejections: { recent, before } }: ApplicationUsage): Finding[] {
  if (recent < minRisingRejections || recent < 2 * before) return [];
  return [
    {
      id: "rejections",
      label: "Rejections rising",
      sentence: `${recent.toLocaleString("en")} calls were rejected in 24 hours, after ${before.toLocaleString("en")} in the 24 hours before.`,
      fix: "seeRejected",
    },
  ];
}

function findUnused(lastUsedAt: Date | null, createdAt: Date, now: number): Finding[] {
  const age = now - (lastUsedAt ?? createdAt).getTime();
  if (age < unusedAfter) return [];
  const days = Math.floor(age / day).toLocaleString("en");
  const sentence =
    lastUsedAt === null
      ? `It was never used since it was created ${days} days ago.`
      : `It had no accepted call for ${days} days.`;
  return [{ id: "unused", label: "Unused", sentence, fix: "delete" }];
}
