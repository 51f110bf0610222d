"use client";

import { createContext, use } from "react";
import type { OpenDialog } from "@/components/ui/overlay/use-dialogs";
import type { ConnectorRow } from "@/lib/connectors/rows";

export type ConnectorDialog =
  | { kind: "create" }
  | { kind: "edit"; connector: ConnectorRow }
  | { kind: "delete"; connector: ConnectorRow };

export interface ConnectorsContextValue {
  /** Of the workspace. */
  slug: string;
  /** Of this server: "https://example.com". */
  origin: string;
  /** Why this member may not create, edit or delete; null if they may. */
  disabledReason: string | null;
  begin: OpenDialog<ConnectorDialog>;
}

export const ConnectorsContext = createContext<ConnectorsContextValue | null>(null);

export function useConnectorsContext(): ConnectorsContextValue {
  const context = use(ConnectorsContext);
  if (!context) throw new Error("Render this inside ConnectorDialogs.");
  return context;
}

export function toConnectorsPath(slug: string): string {
  return `/${slug}/settings/sdk-connector`;
}

/** The debugger is the connector's first page. */
export function toDebuggerPath(slug: string, connectorId: string): string {
  return `${toConnectorsPath(slug)}/${connectorId}`;
}

export function toSetUpPath(slug: string, connectorId: string): string {
  return `${toDebuggerPath(slug, connectorId)}/set-up`;
}
