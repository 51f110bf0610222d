"use client";

import { Archive, ArchiveRestore, Pencil, Trash2 } from "lucide-react";
import { useTransition } from "react";
import { callAction } from "@/components/forms/call-action";
import { IconButton } from "@/components/ui/button";
import { toast } from "@/components/ui/overlay/toast";
import { deleteButtonId } from "@/components/ui/overlay/use-dialogs";
import { setArchived } from "@/lib/definitions/actions";
import { type DefinitionRow, useDefinitionsContext } from "./definitions-context";

interface DefinitionActionsProps {
  row: DefinitionRow;
  /** Why it cannot be deleted; null if nothing uses it. */
  useReason: string | null;
}

/** Edit, archive and delete. */
export function DefinitionActions({ row, useReason }: DefinitionActionsProps) {
  const { slug, kind, disabledReason, begin } = useDefinitionsContext();
  const [pending, startTransition] = useTransition();
  const { name, label, isArchived } = row;
  const isComputed = "source" in row && row.source === "computed";
  const toggle = () =>
    startTransition(async () => {
      const result = await callAction(() => setArchived(slug, { kind, name, isArchived: !isArchived }));
      if (!result.ok) toast.error(result.message);
      else toast.success(isArchived ? `${label} was restored.` : `${label} was archived.`);
    });
  const computedReason = isComputed ? "The platform computes it." : null;
  return (
    <>
      <IconButton
        label={`Edit ${label}`}
        disabledReason={disabledReason}
        onClick={({ currentTarget }) => begin({ do: "edit", row }, currentTarget)}
      >
        <Pencil />
      </IconButton>
      <IconButton
        label={isArchived ? `Restore ${label}` : `Archive ${label}`}
        disabledReason={disabledReason ?? computedReason}
        pending={pending}
        onClick={toggle}
      >
        {isArchived ? <ArchiveRestore /> : <Archive />}
      </IconButton>
      <IconButton
        id={deleteButtonId(name)}
        label={`Delete ${label}`}
        disabledReason={disabledReason ?? computedReason ?? useReason}
        onClick={({ currentTarget }) => begin({ do: "delete", row }, currentTarget)}
      >
        <Trash2 />
      </IconButton>
    </>
  );
}
