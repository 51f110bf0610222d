"use client";

import { X } from "lucide-react";
import { useState, useTransition } from "react";
import { useApiAccess } from "@/components/applications/api-access";
import { useUndoDeletions } from "@/components/applications/deleted/use-restore";
import { mustType, useImpact } from "@/components/applications/impact/use-impact";
import { callAction } from "@/components/forms/call-action";
import { Button, IconButton } from "@/components/ui/button";
import { LazyBoundary, lazyComponent } from "@/components/ui/lazy-component";
import { toast } from "@/components/ui/overlay/toast";
import type { ActionFailure } from "@/lib/action";
import { changeApplications } from "@/lib/applications/actions";
import type { ApplicationRow } from "@/lib/applications/rows";
import type { BulkChange } from "@/lib/applications/schema";
import { second } from "@/lib/time";
import { countApplications } from "./count-applications";

const BulkQuestion = lazyComponent(async () => (await import("./bulk-question")).BulkQuestion);

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
        <LazyBoundary>
          <BulkQuestion
            open={asking}
            onOpenChange={setAsking}
            change={asked.change}
            applications={asked.rows}
            impact={impact}
            failure={failure}
            onConfirm={async () => {
              const failed = await apply(asked.change, asked.rows);
              if (failed) setFailure(failed);
              else setAsking(false);
            }}
          />
        </LazyBoundary>
      )}
    </>
  );
}
