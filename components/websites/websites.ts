"use client";

import { createContext, use } from "react";
import type { Begin } from "@/components/ui/use-dialogs";
import type { WebsiteRow } from "@/lib/websites/schema";

export type WebsiteAct =
  | { kind: "add" }
  | { kind: "snippet"; website: WebsiteRow }
  | { kind: "edit"; website: WebsiteRow }
  | { kind: "delete"; website: WebsiteRow };

export interface Websites {
  /** The workspace's place in the URL. */
  slug: string;
  /** Where this server is: "https://example.com". */
  origin: string;
  /** Why this person may not add, edit or delete; null if they may. */
  refusal: string | null;
  begin: Begin<WebsiteAct>;
}

export const WebsitesContext = createContext<Websites | null>(null);

/** What everything on the page needs to know of where it is. */
export function useWebsites(): Websites {
  const websites = use(WebsitesContext);
  if (!websites) throw new Error("This belongs inside of WebsiteDialogs.");
  return websites;
}

export function installationAddress(slug: string, websiteId: string): string {
  return `/${slug}/settings/websites/${websiteId}`;
}
