"use client";

import { Eye } from "lucide-react";
import { use, useState } from "react";
import { callAction } from "@/components/forms/call-action";
import { FailureAlert } from "@/components/forms/failure-alert";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/overlay/toast";
import { LocalDay } from "@/components/ui/time/local-time";
import type { ActionFailure } from "@/lib/action";
import { endObservation } from "@/lib/applications/actions";
import type { ApplicationRow, ObservedPermission } from "@/lib/applications/rows";
import { permissions } from "@/lib/auth/permissions";
import { ActivityContext, useApiAccess } from "./api-access";

interface ObservedPermissionsProps {
  application: Pick<ApplicationRow, "id" | "observed">;
  /** Called after a decision, which changed the application's version. */
  onDecided?: (application: ApplicationRow) => void;
}

/** Removed permissions whose calls still pass, with the decision to make about each. */
export function ObservedPermissions({ application: { id, observed }, onDecided }: ObservedPermissionsProps) {
  if (observed.length === 0) return null;
  return (
    <ul className="divide-y rounded-control border">
      {observed.map((entry) => (
        <ObservedItem key={entry.permission} applicationId={id} entry={entry} onDecided={onDecided} />
      ))}
    </ul>
  );
}

interface ObservedItemProps extends Pick<ObservedPermissionsProps, "onDecided"> {
  applicationId: string;
  entry: ObservedPermission;
}

function ObservedItem({ applicationId, entry, onDecided }: ObservedItemProps) {
  const { permission, since, until } = entry;
  const { slug, disabledReason, reloadApplication } = useApiAccess();
  const { observedCalls } = use(ActivityContext);
  const [pending, setPending] = useState<"enforce" | "keep" | null>(null);
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const { label } = permissions[permission];
  const calls = observedCalls && (observedCalls[applicationId]?.[permission] ?? 0);

  const decide = async (keep: boolean) => {
    setFailure(null);
    setPending(keep ? "keep" : "enforce");
    const result = await callAction(() => endObservation(slug, { id: applicationId, permission, keep }));
    setPending(null);
    if (!result.ok && result.code !== "conflict") return setFailure(result);
    if (result.ok) {
      toast.success(keep ? `${label} was kept.` : `${label} is enforced now.`);
      onDecided?.(result.data);
    } else toast.info(result.message);
    await reloadApplication(applicationId);
  };
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-3 py-2.5">
      <div className="min-w-0 flex-1 basis-60">
        <p className="flex items-center gap-1.5 font-medium">
          <Eye aria-hidden className="size-4 shrink-0 text-warning" />
          {label}
        </p>
        <p className="text-muted text-sm">
          Removed on <LocalDay time={since} />
          {calls !== null && `, ${calls === 1 ? "1 call" : `${calls.toLocaleString("en")} calls`} since`}.
          Calls pass and are marked in the log until <LocalDay time={until} />; then they are rejected.
        </p>
        {failure && <FailureAlert code={failure.code} message={failure.message} />}
      </div>
      <div className="flex gap-2">
        <Button
          disabledReason={disabledReason}
          pending={pending === "keep"}
          pendingLabel="Keeping…"
          onClick={() => decide(true)}
        >
          Keep<span className="sr-only"> {label}</span>
        </Button>
        <Button
          disabledReason={disabledReason}
          pending={pending === "enforce"}
          pendingLabel="Enforcing…"
          onClick={() => decide(false)}
        >
          Enforce now<span className="sr-only">: {label}</span>
        </Button>
      </div>
    </li>
  );
}
