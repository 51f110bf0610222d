"use client";

import { X } from "lucide-react";
import { useState, useTransition } from "react";
import { toast } from "sonner";
import { useApiAccess } from "@/components/applications/api-access";
import { useUndoDeletions } from "@/components/applications/deleted/use-restore";
import { ImpactFields } from "@/components/applications/impact/impact-fields";
import { mustType, useImpact } from "@/components/applications/impact/use-impact";
import { callAction } from "@/components/forms/call-action";
import { FailureAlert } from "@/components/forms/failure-alert";
import { Button, IconButton } from "@/components/ui/button";
import { AlertDialog } from "@/components/ui/overlay/alert-dialog";
import type { ActionFailure } from "@/lib/action";
import { changeApplications } from "@/lib/applications/actions";
import type { ApplicationRow, BulkChange } from "@/lib/applications/schema";
import { second } from "@/lib/time";

type Change = Exclude<BulkChange["change"], "restore">;

const changedWords = { enable: "enabled", disable: "disabled", delete: "deleted" };

interface BulkBarProps {
  /** The selected applications. */
  applications: ApplicationRow[];
  onClear: () => void;
}

/** What can be done with the selected applications. */
export function BulkBar({ applications, onClear }: BulkBarProps) {
  const { slug } = useApiAccess();
  const [pending, startTransition] = useTransition();
  // The applications that are asked about: the selection is cleared while the question fades out.
  const [asked, setAsked] = useState<{ change: "disable" | "delete"; rows: ApplicationRow[] } | null>(null);
  const [asking, setAsking] = useState(false);
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const impact = useImpact(slug, countApplications(asked?.rows.length ?? 0));
  const undo = useUndoDeletions(slug);
  const ids = applications.map(({ id }) => id);

  const apply = async (change: Change, rows: ApplicationRow[]) => {
    setFailure(null);
    const changedIds = rows.map(({ id }) => id);
    const result = await callAction(() => changeApplications(slug, { ids: changedIds, change }));
    if (!result.ok) return result;
    const { changed } = result.data;
    const rest = rows.length - changed;
    const others = rest > 0 ? ` ${rest.toLocaleString("en")} already ${rest === 1 ? "was" : "were"}.` : "";
    const message = `${countApplications(changed)} ${changed === 1 ? "was" : "were"} ${changedWords[change]}.${others}`;
    const action = { label: "Undo", onClick: () => void undo(changedIds) };
    toast.success(
      message,
      change === "delete" && changed > 0 ? { action, duration: 10 * second } : undefined,
    );
    onClear();
    return null;
  };
  const ask = (change: "disable" | "delete") => {
    setFailure(null);
    setAsked({ change, rows: applications });
    setAsking(true);
  };
  const applyOrTell = async (change: Change) => {
    const failed = await apply(change, applications);
    if (failed) toast.error(failed.message);
  };
  const disable = () =>
    startTransition(async () => {
      if (mustType(await impact.count({ applicationIds: ids }))) ask("disable");
      else await applyOrTell("disable");
    });
  const remove = () => {
    void impact.count({ applicationIds: ids });
    ask("delete");
  };
  return (
    <>
      {applications.length > 0 && (
        <section
          aria-label="Selected applications"
          aria-busy={pending}
          className="sticky bottom-4 z-20 flex flex-wrap items-center gap-2 self-center rounded-surface border bg-raised p-2 pl-4 shadow-float max-sm:bottom-2 max-sm:w-full"
        >
          <p role="status" className="mr-2 font-medium tabular-nums max-sm:grow">
            {applications.length.toLocaleString("en")} selected
          </p>
          <IconButton label="Clear selection" onClick={onClear} className="order-last max-sm:order-none">
            <X />
          </IconButton>
          <div className="flex gap-2 max-sm:w-full max-sm:*:flex-1">
            <Button pending={pending} onClick={() => startTransition(() => applyOrTell("enable"))}>
              Enable
            </Button>
            <Button pending={pending} onClick={disable}>
              Disable
            </Button>
            <Button onClick={remove}>Delete</Button>
          </div>
        </section>
      )}
      {asked && (
        <AlertDialog
          open={asking}
          onOpenChange={setAsking}
          title={`${asked.change === "delete" ? "Delete" : "Disable"} ${countApplications(asked.rows.length)}?`}
          description={
            asked.change === "delete"
              ? "Their keys stop working immediately. For 30 days they can be restored with the same keys. Their logs stay."
              : "Calls with their keys are rejected immediately, until they are enabled again."
          }
          confirmLabel={asked.change === "delete" ? "Delete applications" : "Disable applications"}
          pendingLabel={asked.change === "delete" ? "Deleting…" : "Disabling…"}
          blocked={impact.blocked}
          error={failure && <FailureAlert {...failure} />}
          onConfirm={async () => {
            const failed = await apply(asked.change, asked.rows);
            if (failed) setFailure(failed);
            else setAsking(false);
          }}
        >
          <Names rows={asked.rows} />
          <ImpactFields confirmation={impact} />
        </AlertDialog>
      )}
    </>
  );
}

const maxNamed = 5;

function Names({ rows }: { rows: ApplicationRow[] }) {
  const more = rows.length - maxNamed;
  return (
    <ul className="list-disc pl-5">
      {rows.slice(0, maxNamed).map(({ id, name }) => (
        <li key={id} className="break-words">
          {name}
        </li>
      ))}
      {more > 0 && <li>{more.toLocaleString("en")} more</li>}
    </ul>
  );
}

function countApplications(count: number): string {
  return count === 1 ? "1 application" : `${count.toLocaleString("en")} applications`;
}
