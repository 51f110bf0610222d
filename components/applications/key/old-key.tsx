"use client";

import { CircleCheck } from "lucide-react";
import { useState } from "react";
import { useApiAccess } from "@/components/applications/api-access";
import { usePoll } from "@/components/applications/use-poll";
import { callAction } from "@/components/forms/call-action";
import { FailureAlert } from "@/components/forms/failure-alert";
import { Button } from "@/components/ui/button";
import { AlertDialog } from "@/components/ui/overlay/alert-dialog";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/components/ui/overlay/dropdown-menu";
import { toast } from "@/components/ui/overlay/toast";
import { RelativeTime } from "@/components/ui/time/relative-time";
import type { ActionFailure } from "@/lib/action";
import { setOverlap } from "@/lib/applications/actions";
import type { ApplicationRow } from "@/lib/applications/rows";
import type { Overlap } from "@/lib/keys/lifetime";
import { maskKey } from "@/lib/keys/mask";
import type { KeyUse } from "@/lib/logs/schema";
import { hour, second } from "@/lib/time";

interface OldKeyProps {
  applicationId: string;
  name: string;
  oldKey: NonNullable<ApplicationRow["oldKey"]>;
}

/** A replaced key that still works: its calls, and when it stops. */
export function OldKey({ applicationId, name, oldKey }: OldKeyProps) {
  const { slug, disabledReason, reloadApplication } = useApiAccess();
  const [use, setUse] = useState<KeyUse | null>(null);
  const [asking, setAsking] = useState(false);
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  usePoll({
    url: `/api/logs/key-use?${new URLSearchParams({ workspace: slug, key: oldKey.id })}`,
    every: use === null ? 0 : 5 * second,
    onData: (data) => setUse(data as KeyUse),
  });
  const change = async (overlap: Overlap) => {
    setFailure(null);
    const result = await callAction(() => setOverlap(slug, { applicationId, keyId: oldKey.id, overlap }));
    if (!result.ok && result.code !== "conflict") return setFailure(result);
    if (result.ok) toast.success(overlap === "none" ? "The old key stopped." : "The overlap was changed.");
    else toast.info(result.message);
    setAsking(false);
    await reloadApplication(applicationId);
  };
  return (
    <section aria-label="Old key" className="flex items-start justify-between gap-4 px-3 py-2.5">
      <div className="min-w-0">
        <p className="font-medium">Old key</p>
        <p className="text-muted text-sm">
          <code className="font-mono text-text text-xs">{maskKey(oldKey.hint)}</code> stops{" "}
          <RelativeTime value={oldKey.revokedAt} />
        </p>
        <div role="status" className="min-h-5 text-sm max-sm:min-h-10">
          {use && <Use use={use} />}
        </div>
        {failure && !asking && <FailureAlert {...failure} />}
      </div>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button disabledReason={disabledReason}>Stop…</Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          <DropdownMenuItem onSelect={() => setAsking(true)}>Now</DropdownMenuItem>
          <DropdownMenuItem onSelect={() => change("hour")}>In 1 hour</DropdownMenuItem>
          <DropdownMenuItem onSelect={() => change("day")}>In 24 hours</DropdownMenuItem>
          <DropdownMenuItem onSelect={() => change("week")}>In 7 days</DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      <AlertDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Stop the old key of ${name}?`}
        description="Calls with it are rejected immediately. The new key keeps working."
        confirmLabel="Stop old key"
        pendingLabel="Stopping…"
        error={failure && <FailureAlert {...failure} />}
        onConfirm={() => change("none")}
      >
        {use && (
          <div className="text-sm">
            <Use use={use} />
          </div>
        )}
      </AlertDialog>
    </section>
  );
}

function Use({ use: { calls, hasMore, lastAt, client, ipAddress } }: { use: KeyUse }) {
  const count = `${calls.toLocaleString("en")}${hasMore ? "+" : ""} ${calls === 1 ? "call" : "calls"}`;
  if (lastAt === null || new Date(lastAt).getTime() < Date.now() - hour)
    return (
      <p className="flex items-start gap-1.5 text-positive">
        <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0" />
        <span>
          No call in the last hour: it is safe to stop.
          {lastAt && (
            <>
              {" "}
              Last one <RelativeTime value={lastAt} />
              {` from ${ipAddress}`}.
            </>
          )}
        </span>
      </p>
    );
  return (
    <p className="text-warning">
      {count} in the last hour, last <RelativeTime value={lastAt} /> from{" "}
      <span className="break-all">{ipAddress}</span>
      {client && (
        <>
          , <span className="break-all">{client}</span>
        </>
      )}
    </p>
  );
}
