"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { callAction } from "@/components/forms/call-action";
import { FailureAlert } from "@/components/forms/failure-alert";
import { Button } from "@/components/ui/button";
import { LocalDay } from "@/components/ui/time/local-time";
import type { ActionFailure } from "@/lib/action";
import { restoreWorkspace } from "@/lib/workspaces/actions";
import type { DeletedWorkspace } from "@/lib/workspaces/deletion/queries";

export function DeletedWorkspaces({ workspaces }: { workspaces: DeletedWorkspace[] }) {
  const router = useRouter();
  const [restoring, setRestoring] = useState<string | null>(null);
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const restore = async (slug: string) => {
    setRestoring(slug);
    setFailure(null);
    const result = await callAction(() => restoreWorkspace({ slug }));
    if (result.ok) return router.push(`/${result.data.slug}/settings`);
    setFailure(result);
    setRestoring(null);
  };
  return (
    <div className="flex flex-col gap-4">
      {failure && <FailureAlert {...failure} />}
      <ul className="divide-y rounded-surface border bg-surface">
        {workspaces.map(({ name, slug, purgedAt }) => (
          <li key={slug} className="flex flex-wrap items-center gap-3 px-4 py-3">
            <div className="flex min-w-0 flex-1 flex-col">
              <span className="wrap-anywhere font-medium">{name}</span>
              <span className="text-muted text-sm">
                Can be restored until <LocalDay time={purgedAt} />
              </span>
            </div>
            <Button
              aria-label={`Restore ${name}`}
              pending={restoring === slug}
              pendingLabel="Restoring…"
              onClick={() => restore(slug)}
            >
              Restore
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
