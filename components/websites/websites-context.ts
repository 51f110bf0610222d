"use client";

import { createContext, use } from "react";
import type { OpenDialog } from "@/components/ui/overlay/use-dialogs";
import type { WebsiteRow } from "@/lib/websites/schema";

export type WebsiteDialog =
  | { kind: "add" }
  | { kind: "snippet"; website: WebsiteRow }
  | { kind: "edit"; website: WebsiteRow }
  | { kind: "delete"; website: WebsiteRow };

export interface WebsitesContextValue {
  /** Of the workspace. */
  slug: string;
  /** Of this server: "https://example.com". */
  origin: string;
  /** Why this member may not add, edit or delete; null if they may. */
  disabledReason: string | null;
  begin: OpenDialog<WebsiteDialog>;
}

export const WebsitesContext = createContext<WebsitesContextValue | null>(null);

export function useWebsitesContext(): WebsitesContextValue {
  const context = use(WebsitesContext);
  if (!context) throw new Error("Render this inside WebsiteDialogs.");
  return context;
}

export function toInstallationPath(slug: string, websiteId: string): string {
  return `/${slug}/settings/websites/${websiteId}`;
}
