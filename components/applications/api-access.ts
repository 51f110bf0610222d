"use client";

import { createContext, use } from "react";
import type { OpenDialog } from "@/components/ui/overlay/use-dialogs";
import type { EndpointSpec } from "@/lib/api/endpoint-spec";
import type { ApplicationActivity, ApplicationRow } from "@/lib/applications/rows";
import type { KeyPolicy } from "@/lib/keys/lifetime";
import type { RecentActivity } from "@/lib/logs/recent-activity";
import type { CallsOfMinute, ObservedCalls } from "@/lib/logs/schema";

/** An endpoint that needs a key. */
export type ApiEndpoint = Pick<EndpointSpec, "method" | "path" | "permission">;

export type ApplicationAct =
  /** `template` is the application that is duplicated. */
  | { kind: "create"; template?: ApplicationRow }
  | { kind: "edit"; application: ApplicationRow }
  | { kind: "delete"; application: ApplicationRow };

export interface ApiAccess {
  /** The workspace's part of the URL. */
  slug: string;
  /** "https://example.com/api" */
  apiUrl: string;
  endpoints: ApiEndpoint[];
  keyPolicy: KeyPolicy;
  /** The workspace's limit of calls a minute. */
  rateLimit: number;
  /** The person's own IP address; null if it is unknown. */
  clientIp: string | null;
  /** Who can own an application. */
  members: { id: string; name: string; email: string }[];
  /** The signed-in person, who owns a new application unless another member is chosen. */
  personId: string;
  /** The reason why this person may not create, edit or delete. Null if they may. */
  disabledReason: string | null;
  openDialog: OpenDialog<ApplicationAct>;
  /** Fetches the application, so that an open dialog shows its latest state. */
  reloadApplication: (applicationId: string) => Promise<void>;
}

/** Data that was fetched after the page was rendered. */
export interface Activity {
  /** By application id. */
  latest: ReadonlyMap<string, ApplicationRow>;
  /** The calls of the page's applications; null until the first poll. */
  recent: RecentActivity | null;
  /** By application id. Applications without rejected calls are left out. */
  usage: ApplicationActivity["usage"];
  /** Null until the first poll. */
  callsOfMinute: CallsOfMinute | null;
  /** Calls of removed permissions by application id; null until the first poll. */
  observedCalls: Record<string, ObservedCalls> | null;
}

export const ActivityContext = createContext<Activity>({
  latest: new Map(),
  recent: null,
  usage: {},
  callsOfMinute: null,
  observedCalls: null,
});

export const ApiAccessContext = createContext<ApiAccess | null>(null);

export function useApiAccess(): ApiAccess {
  const access = use(ApiAccessContext);
  if (!access) throw new Error("useApiAccess() needs an ApplicationDialogs parent.");
  return access;
}
