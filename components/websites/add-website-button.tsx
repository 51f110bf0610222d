"use client";

import { CreateButton } from "@/components/ui/create-button";
import { useWebsites } from "./websites";

export function AddWebsiteButton() {
  const { refusal, begin } = useWebsites();
  return (
    <CreateButton
      label="Add website"
      refusal={refusal}
      onCreate={(button) => begin({ kind: "add" }, button)}
    />
  );
}
