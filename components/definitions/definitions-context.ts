"use client";

import { createContext, use } from "react";
import type { OpenDialog } from "@/components/ui/overlay/use-dialogs";
import type { EditedKind, EventRow, PropertyRow } from "@/lib/definitions/settings/schema";

export type DefinitionRow = PropertyRow | EventRow;
export type DefinitionAct = { do: "edit" | "delete"; row: DefinitionRow };

export interface DefinitionsContextValue {
  /** Of the workspace. */
  slug: string;
  kind: EditedKind;
  /** Names of the groups to choose from. */
  groups: string[];
  /** Why this member may not edit; null if they may. */
  disabledReason: string | null;
  begin: OpenDialog<DefinitionAct>;
}

export const DefinitionsContext = createContext<DefinitionsContextValue | null>(null);

export function useDefinitionsContext(): DefinitionsContextValue {
  const context = use(DefinitionsContext);
  if (!context) throw new Error("Render this inside DefinitionDialogs.");
  return context;
}
