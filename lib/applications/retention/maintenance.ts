import "server-only";
import { deletePurgedApplications, purgeDeletedApplications } from "@/lib/applications/retention/mutations";
import { warnAboutExpiringKeys } from "@/lib/applications/warnings/mutations";
import { backgroundLogger } from "@/lib/logger";
import { hour, minute, second, sleep } from "@/lib/time";
import { purgeDeletedWorkspaces } from "@/lib/workspaces/retention/mutations";

/** Purges deleted applications and workspaces shortly after the start and about every hour, until it is stopped. */
export function startApplicationMaintenance(): { stop: () => Promise<void> } {
  const stopping = new AbortController();
  const ended = [purge(stopping.signal), warn(stopping.signal)];
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(ended);
    },
  };
}

async function purge(signal: AbortSignal): Promise<void> {
  // Jitter for processes that start together.
  await sleep((10 + 20 * Math.random()) * second, signal);
  while (!signal.aborted) {
    await attempt(purgeDeletedApplications, "Deleted applications could not be purged.");
    await attempt(deletePurgedApplications, "Purged applications could not be deleted.");
    await attempt(purgeDeletedWorkspaces, "Deleted workspaces could not be purged.");
    await sleep((0.9 + 0.2 * Math.random()) * hour, signal);
  }
}

async function warn(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await sleep((0.9 + 0.2 * Math.random()) * minute, signal);
    if (!signal.aborted)
      await attempt(warnAboutExpiringKeys, "Warnings about expiring keys could not be queued.");
  }
}

/** Logs errors: the next run retries. */
async function attempt(task: () => Promise<unknown>, failure: string): Promise<void> {
  try {
    await task();
  } catch (error) {
    backgroundLogger.error({ err: error }, failure);
  }
}
