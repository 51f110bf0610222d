"use client";

import { useRouter } from "next/navigation";
import { callAction } from "@/components/forms/call-action";
import { toast } from "@/components/ui/overlay/toast";
import type { ActionFailure } from "@/lib/action";
import { changeApplications, restoreApplication } from "@/lib/applications/actions";
import { formatApplicationViewUrl } from "@/lib/applications/format-list-url";
import type { ApplicationRow } from "@/lib/applications/rows";
import type { ApplicationToRestore } from "@/lib/applications/schema";

/** Restores a deleted application, and tells about success. Returns the failure, or null. */
export function useRestore(slug: string) {
  const router = useRouter();
  return async (input: ApplicationToRestore): Promise<ActionFailure | null> => {
    const result = await callAction(() => restoreApplication(slug, input));
    if (result.ok) {
      toast.success(describeRestored(result.data));
      return null;
    }
    // Another person restored it first, or it was purged: the page is old.
    const isOutdated = result.code === "not_found" || (result.code === "conflict" && !findNameIssue(result));
    if (isOutdated) router.refresh();
    return result;
  };
}

/** Undoes a deletion from its notification, on whatever page it is shown. */
export function useUndoDeletion(slug: string) {
  const router = useRouter();
  const restore = useRestore(slug);
  return async (id: string): Promise<void> => {
    const failure = await restore({ id });
    if (!failure) return;
    if (!findNameIssue(failure)) return void toast.error(failure.message);
    toast.error("Another application has this name now.", {
      action: {
        label: "Choose a name",
        onClick: () =>
          router.push(formatApplicationViewUrl(`/${slug}/settings/api-access`, { view: "deleted" })),
      },
    });
  };
}

/** Undoes the deletion of several applications: of all, or of none if a name was taken since. */
export function useUndoDeletions(slug: string) {
  const router = useRouter();
  return async (ids: string[]): Promise<void> => {
    const result = await callAction(() => changeApplications(slug, { ids, change: "restore" }));
    if (result.ok) {
      const { changed } = result.data;
      toast.success(changed === 1 ? "1 application was restored." : `${changed} applications were restored.`);
    } else if (findNameIssue(result)) {
      toast.error("Another application has one of the names now. Nothing was restored.", {
        action: {
          label: "Recently deleted",
          onClick: () =>
            router.push(formatApplicationViewUrl(`/${slug}/settings/api-access`, { view: "deleted" })),
        },
      });
    } else toast.error(result.message);
  };
}

/** The message if the failure is about the name. */
export function findNameIssue({ issues }: ActionFailure): string | undefined {
  return issues.find(({ path }) => path === "name")?.message;
}

function describeRestored({ name, enabled, key }: ApplicationRow): string {
  if (key.expiresAt !== null && key.expiresAt.getTime() <= Date.now())
    return `${name} was restored. Its key has expired.`;
  return enabled
    ? `${name} was restored. Its key works again.`
    : `${name} was restored. It is disabled, as before.`;
}
