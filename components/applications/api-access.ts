"use client";

import { createContext, use } from "react";
import type { OpenDialog } from "@/components/ui/overlay/use-dialogs";
import type { EndpointSpec } from "@/lib/api/endpoint-spec";
import type { ApplicationRow } from "@/lib/applications/schema";
import type { RecentActivity } from "@/lib/logs/schema";

/** An endpoint that needs a key, as the dialogs speak of it. */
export type ApiEndpoint = Pick<EndpointSpec, "method" | "path" | "permission">;

export type ApplicationAct =
  | { kind: "create" }
  | { kind: "edit"; application: ApplicationRow }
  | { kind: "delete"; application: ApplicationRow };

export interface ApiAccess {
  /** The workspace's place in the URL. */
  slug: string;
  /** Where the API answers: "https://example.com/api". */
  apiUrl: string;
  endpoints: ApiEndpoint[];
  /** Why this person may not create, edit or delete; null if they may. */
  disabledReason: string | null;
  openDialog: OpenDialog<ApplicationAct>;
  /** Has the open dialog show an application as it is now. */
  reloadApplication: (applicationId: string) => Promise<void>;
}

/** What was fetched since the page was rendered. */
export interface Activity {
  /** Applications by their ids. */
  latest: ReadonlyMap<string, ApplicationRow>;
  /** The calls of the page's applications; null until the first poll. */
  recent: RecentActivity | null;
}

export const ActivityContext = createContext<Activity>({ latest: new Map(), recent: null });

export const ApiAccessContext = createContext<ApiAccess | null>(null);

/** What everything on the page needs to know of where it is. */
export function useApiAccess(): ApiAccess {
  const access = use(ApiAccessContext);
  if (!access) throw new Error("This belongs inside of ApplicationDialogs.");
  return access;
}
