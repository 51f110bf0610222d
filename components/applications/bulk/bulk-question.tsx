"use client";

import { ImpactFields } from "@/components/applications/impact/impact-fields";
import type { ImpactConfirmation } from "@/components/applications/impact/use-impact";
import { FailureAlert } from "@/components/forms/failure-alert";
import { AlertDialog } from "@/components/ui/overlay/alert-dialog";
import type { ActionFailure } from "@/lib/action";
import type { ApplicationRow } from "@/lib/applications/rows";
import { countApplications } from "./count-applications";

const texts = {
  delete: {
    verb: "Delete",
    pending: "Deleting…",
    description:
      "Their keys stop working immediately. For 30 days they can be restored with the same keys. Their logs stay.",
  },
  disable: {
    verb: "Disable",
    pending: "Disabling…",
    description: "Calls with their keys are rejected immediately, until they are enabled again.",
  },
};

interface BulkQuestionProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  change: keyof typeof texts;
  applications: ApplicationRow[];
  impact: ImpactConfirmation;
  failure: ActionFailure | null;
  onConfirm: () => Promise<void>;
}

/** Asks before a change of several applications. */
export function BulkQuestion({ change, applications, impact, failure, ...dialog }: BulkQuestionProps) {
  const { verb, pending, description } = texts[change];
  return (
    <AlertDialog
      {...dialog}
      title={`${verb} ${countApplications(applications.length)}?`}
      description={description}
      confirmLabel={`${verb} applications`}
      pendingLabel={pending}
      blocked={impact.blocked}
      error={failure && <FailureAlert {...failure} />}
    >
      <Names rows={applications} />
      <ImpactFields confirmation={impact} />
    </AlertDialog>
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
