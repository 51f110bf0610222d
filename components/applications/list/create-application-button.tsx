"use client";

import { useApiAccess } from "@/components/applications/api-access";
import { CreateButton } from "@/components/ui/create-button";

export function CreateApplicationButton() {
  const { disabledReason, openDialog } = useApiAccess();
  return (
    <CreateButton
      label="Create application"
      disabledReason={disabledReason}
      onCreate={(button) => openDialog({ kind: "create" }, button)}
    />
  );
}
