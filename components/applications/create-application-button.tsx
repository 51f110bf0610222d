"use client";

import { CreateButton } from "@/components/ui/create-button";
import { useApiAccess } from "./api-access";

export function CreateApplicationButton() {
  const { refusal, begin } = useApiAccess();
  return (
    <CreateButton
      label="Create application"
      refusal={refusal}
      onCreate={(button) => begin({ kind: "create" }, button)}
    />
  );
}
