"use client";

import { useState } from "react";
import { useApiAccess } from "@/components/applications/api-access";
import { callAction } from "@/components/forms/call-action";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/overlay/toast";
import { updateApplication } from "@/lib/applications/actions";
import type { KeySafety, SafetyKind } from "@/lib/applications/rows";
import type { ApplicationEdit } from "@/lib/applications/schema";
import { suggestExpiry } from "@/lib/keys/expiry-presets";

type Item = KeySafety[number]["applications"][number];

interface SafetyFixProps {
  kind: SafetyKind;
  item: Item;
}

/** Resolves a finding with one press. What may stop a program opens the dialog instead. */
export function SafetyFix({ kind, item }: SafetyFixProps) {
  const { maxKeyDays } = useApiAccess().keyPolicy;
  const { application, unused } = item;
  switch (kind) {
    case "unused":
      return (
        <SaveButton
          label="Disable"
          item={item}
          change={{ enabled: false }}
          done={`${application.name} was disabled.`}
        />
      );
    case "unusedPermissions": {
      const permissions = application.permissions.filter((id) => !unused.includes(id));
      return (
        <SaveButton
          label={`Remove ${unused.length}`}
          item={item}
          change={{ permissions }}
          done={`${application.name} has ${permissions.length} permissions left.`}
        />
      );
    }
    case "neverExpires": {
      const expiry = maxKeyDays === null ? "90" : suggestExpiry(Math.min(maxKeyDays, 90));
      return (
        <SaveButton
          label={`Expire in ${expiry} days`}
          item={item}
          change={{ expiry }}
          done={`The key of ${application.name} expires in ${expiry} days.`}
        />
      );
    }
    default:
      return <EditButton label={editLabels[kind]} item={item} />;
  }
}

const editLabels = {
  inUrl: "Replace key…",
  oldKeyInUse: "Stop old key…",
  manyAddresses: "Restrict…",
} as const;

function EditButton({ label, item: { application } }: { label: string; item: Item }) {
  const { disabledReason, openDialog } = useApiAccess();
  return (
    <Button
      aria-label={`${label} ${application.name}`}
      disabledReason={disabledReason}
      onClick={({ currentTarget }) => openDialog({ kind: "edit", application }, currentTarget)}
    >
      {label}
    </Button>
  );
}

interface SaveButtonProps {
  label: string;
  item: Item;
  change: Partial<Pick<ApplicationEdit, "enabled" | "permissions" | "expiry">>;
  /** The toast. */
  done: string;
}

function SaveButton({ label, item: { application }, change, done }: SaveButtonProps) {
  const { slug, disabledReason } = useApiAccess();
  const [pending, setPending] = useState(false);
  const save = async () => {
    setPending(true);
    const { id, version, name, permissions, enabled } = application;
    const edit = { id, version, name, permissions, enabled, ...change };
    const result = await callAction(() => updateApplication(slug, edit));
    setPending(false);
    if (!result.ok) return toast.error(result.message);
    toast.success(done);
  };
  return (
    <Button
      aria-label={`${label}: ${application.name}`}
      disabledReason={disabledReason}
      pending={pending}
      pendingLabel="Saving…"
      onClick={save}
    >
      {label}
    </Button>
  );
}
