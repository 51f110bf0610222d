"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { ExactLocalTime, formatExactLocalTime } from "@/components/ui/time/local-time";
import { permissions } from "@/lib/auth/permissions";
import type { LogView } from "@/lib/logs/schema";
import { second } from "@/lib/time";
import { LoggedKeyName } from "./logged-key-name";
import { LoggedText } from "./logged-text";

type CallFact = {
  name: string;
  show: (call: LogView, workspaceSlug: string) => ReactNode;
  /** What is copied of it; without this, there is nothing to copy. */
  copy?: (call: LogView) => string | null;
};

/** What is told of a call, line by line. All of it came from outside, and is shown as text. */
export const callFacts: CallFact[] = [
  {
    name: "Endpoint",
    show: ({ status, method, route }) =>
      route === null ? describeNoRoute(status, method) : <Mono text={`${method} ${route}`} />,
    copy: ({ route }) => route,
  },
  { name: "Path", show: ({ path }) => <Mono text={path} />, copy: ({ path }) => path },
  {
    name: "Local",
    show: ({ time }) => <ExactLocalTime time={time} />,
    copy: ({ time }) => formatExactLocalTime(time),
  },
  {
    name: "UTC",
    show: ({ time }) => <Mono text={time.toISOString()} />,
    copy: ({ time }) => time.toISOString(),
  },
  { name: "Unix", show: ({ time }) => <Mono text={toUnix(time)} />, copy: ({ time }) => toUnix(time) },
  { name: "Request id", show: ({ id }) => <Mono text={id} />, copy: ({ id }) => id },
  {
    name: "Application",
    show: ({ applicationId, applicationName }, workspaceSlug) => (
      <Link
        href={`/${workspaceSlug}/settings/api-access/${applicationId}/logs`}
        className="link wrap-anywhere"
      >
        {applicationName}
      </Link>
    ),
    copy: ({ applicationName }) => applicationName,
  },
  { name: "API key", show: ({ key }) => <LoggedKeyName loggedKey={key} /> },
  { name: "Permission", show: (call) => describePermission(call) },
  { name: "Client", show: ({ client }) => <Mono text={client || "Unknown"} />, copy: ({ client }) => client },
  {
    name: "IP address",
    show: ({ ipAddress }) => <Mono text={ipAddress} />,
    copy: ({ ipAddress }) => ipAddress,
  },
];

function Mono({ text }: { text: string }) {
  return (
    <span className="wrap-anywhere font-mono text-sm tabular-nums">
      <LoggedText text={text} />
    </span>
  );
}

/** A path may be right, and the method wrong. */
function describeNoRoute(status: number, method: string): string {
  return status === 405 ? `None: this path does not answer ${method}` : "None: there is nothing at this path";
}

/** Seconds since 1970, to the millisecond. */
function toUnix(time: Date): string {
  return (time.getTime() / second).toFixed(3);
}

/** Which permission the key needed, in the words of the dialog that grants it. */
function describePermission({ permission, route }: LogView): string {
  if (permission === null) return route === null ? "None" : "None: any enabled key may call this";
  return isKnown(permission) ? permissions[permission].label : permission;
}

function isKnown(permission: string): permission is keyof typeof permissions {
  return Object.hasOwn(permissions, permission);
}
