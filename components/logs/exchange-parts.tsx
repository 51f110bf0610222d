"use client";

import type { ReactNode } from "react";
import { CopyButton } from "@/components/ui/copy-button";
import { ExactLocalTime } from "@/components/ui/local-time";
import { RelativeTime } from "@/components/ui/relative-time";
import { permissions } from "@/lib/auth/permissions";
import type { LogDetail } from "@/lib/logs/schema";
import { BodyText } from "./body-text";
import { formatDuration } from "./format-duration";
import { LoggedText } from "./logged-text";
import { NamedValues } from "./named-values";
import { StatusBadge } from "./status-badge";

/** What is told of a call, line by line. All of it came from outside, and is shown as text. */
export const exchangeFacts: { name: string; show: (call: LogDetail) => ReactNode }[] = [
  { name: "Status", show: (call) => <StatusBadge status={call.status} /> },
  { name: "Error code", show: ({ errorCode }) => (errorCode ? <Mono text={errorCode} /> : "None") },
  {
    name: "Time",
    show: ({ time }) => (
      <>
        <ExactLocalTime time={time} />
        <span className="text-muted">
          {" · "}
          <RelativeTime value={time} />
        </span>
      </>
    ),
  },
  { name: "UTC", show: ({ time }) => <Mono text={time.toISOString()} /> },
  { name: "Duration", show: ({ duration }) => <Mono text={formatDuration(duration)} /> },
  { name: "Method", show: ({ method }) => <Mono text={method} /> },
  { name: "Path", show: ({ path }) => <Mono text={path} /> },
  { name: "Request id", show: ({ id }) => <RequestId id={id} /> },
  {
    name: "Application",
    show: ({ applicationName }) => <span className="break-words">{applicationName}</span>,
  },
  { name: "Permission", show: (call) => describePermission(call) },
  { name: "Client", show: ({ client }) => (client ? <Mono text={client} /> : "Unknown") },
  { name: "IP address", show: ({ ipAddress }) => <Mono text={ipAddress} /> },
];

export const exchangeSections: { title: string; show: (call: LogDetail) => ReactNode }[] = [
  {
    title: "Query parameters",
    show: ({ query }) => <NamedValues values={[...new URLSearchParams(query)]} none="No query parameters" />,
  },
  {
    title: "Request headers",
    show: ({ requestHeaders }) => <NamedValues values={Object.entries(requestHeaders)} none="No headers" />,
  },
  {
    title: "Request body",
    show: (call) => <BodyText label="Request body" text={call.requestBody} bytes={call.requestBytes} />,
  },
  {
    title: "Response headers",
    show: ({ responseHeaders }) => <NamedValues values={Object.entries(responseHeaders)} none="No headers" />,
  },
  {
    title: "Response body",
    show: (call) => <BodyText label="Response body" text={call.responseBody} bytes={call.responseBytes} />,
  },
];

function Mono({ text }: { text: string }) {
  return (
    <span className="wrap-anywhere font-mono text-sm tabular-nums">
      <LoggedText text={text} />
    </span>
  );
}

function RequestId({ id }: { id: string }) {
  return (
    <span className="flex items-center gap-1">
      <Mono text={id} />
      <CopyButton iconOnly variant="ghost" label="Copy request id" value={id} className="-my-2 text-muted" />
    </span>
  );
}

/** Which permission the key needed, in the words of the dialog that grants it. */
function describePermission({ permission, route }: LogDetail): string {
  if (permission === null)
    return route === null ? "None: there is nothing at this path" : "None: any enabled key may call this";
  return isKnown(permission) ? permissions[permission].label : permission;
}

function isKnown(permission: string): permission is keyof typeof permissions {
  return Object.hasOwn(permissions, permission);
}
