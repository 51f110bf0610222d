"use client";

import Link from "next/link";
import { type RefObject, useState } from "react";
import { useApiAccess } from "@/components/applications/api-access";
import { callAction } from "@/components/forms/call-action";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/overlay/toast";
import { enableApplication } from "@/lib/applications/actions";
import type { FixId } from "@/lib/applications/findings";
import type { ApplicationRow } from "@/lib/applications/rows";

interface FindingFixProps {
  application: ApplicationRow;
  fix: FixId | null;
  /** Receives the focus when the fix's dialog closes. */
  opener: RefObject<HTMLElement | null>;
  /** Called with true if a dialog opens. */
  onDone: (opensDialog?: boolean) => void;
}

const editLabels = {
  regenerate: "Regenerate the key…",
  changeExpiry: "Change the expiry…",
  stopOldKey: "Stop the old key…",
} as const;

/** The log's filter. Keys and permissions are rejected with these. */
const rejectedCalls = "range=24h&status=401&status=403";

/** The button or link that resolves a finding. */
export function FindingFix({ application, fix, opener, onDone }: FindingFixProps) {
  const { slug, disabledReason, openDialog } = useApiAccess();
  const open = (kind: "edit" | "delete") => {
    onDone(true);
    if (opener.current) openDialog({ kind, application }, opener.current);
  };
  switch (fix) {
    case "enable":
      return <EnableButton application={application} onDone={onDone} />;
    case "regenerate":
    case "changeExpiry":
    case "stopOldKey":
      return (
        <Button disabledReason={disabledReason} onClick={() => open("edit")}>
          {editLabels[fix]}
        </Button>
      );
    case "delete":
      return (
        <Button disabledReason={disabledReason} onClick={() => open("delete")}>
          Delete…
        </Button>
      );
    case "seeRejected":
      return (
        <Button asChild>
          <Link
            href={`/${slug}/settings/api-access/${application.id}/logs?${rejectedCalls}`}
            prefetch={false}
          >
            See rejected calls
          </Link>
        </Button>
      );
    default:
      return null;
  }
}

function EnableButton({
  application: { id, name },
  onDone,
}: Pick<FindingFixProps, "application" | "onDone">) {
  const { slug, disabledReason, reloadApplication } = useApiAccess();
  const [pending, setPending] = useState(false);
  const enable = async () => {
    setPending(true);
    const result = await callAction(() => enableApplication(slug, { id }));
    setPending(false);
    if (!result.ok) return toast.error(result.message);
    toast.success(`${name} was enabled.`);
    onDone();
    await reloadApplication(id);
  };
  return (
    <Button disabledReason={disabledReason} pending={pending} pendingLabel="Enabling…" onClick={enable}>
      Enable
    </Button>
  );
}
