"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { ExactLocalTime, formatExactLocalTime } from "@/components/ui/time/local-time";
import { RelativeTime } from "@/components/ui/time/relative-time";
import { permissions } from "@/lib/auth/permissions";
import type { LoggedKey, LogView } from "@/lib/logs/schema";
import { second } from "@/lib/time";
import { LoggedText } from "./logged-text";

type CallFact = {
  name: string;
  show: (call: LogView, workspaceSlug: string) => ReactNode;
  /** Without it, the fact has no copy button. */
  copy?: (call: LogView) => string | null;
};

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
  { name: "API key", show: ({ key }) => <KeyName loggedKey={key} /> },
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

function KeyName({ loggedKey }: { loggedKey: LoggedKey }) {
  if (!loggedKey) return "Unknown: the key was deleted";
  const { hint, revokedAt } = loggedKey;
  return (
    <>
      <span className="font-mono text-sm">…{hint}</span>
      {revokedAt ? (
        <>
          {revokedAt.getTime() > Date.now() ? " · old key, stops " : " · old key, revoked "}
          <RelativeTime value={revokedAt} />
        </>
      ) : (
        " · current key"
      )}
    </>
  );
}

function describeNoRoute(status: number, method: string): string {
  return status === 405 ? `None: this path does not support ${method}` : "None: no endpoint has this path";
}

/** Seconds with three decimals. */
function toUnix(time: Date): string {
  return (time.getTime() / second).toFixed(3);
}

function describePermission({ permission, route, observed }: LogView): string {
  if (permission === null) return route === null ? "None" : "None: any enabled key may call it";
  const label = isPermission(permission) ? permissions[permission].label : permission;
  return observed ? `${label}: removed, the call still passed` : label;
}

function isPermission(permission: string): permission is keyof typeof permissions {
  return Object.hasOwn(permissions, permission);
}
