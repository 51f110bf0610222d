"use client";

import { CircleCheck, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { useApiAccess } from "@/components/applications/api-access";
import { usePoll } from "@/components/applications/use-poll";
import { Spinner } from "@/components/ui/feedback/spinner";
import { type Permission, permissions } from "@/lib/auth/permissions";
import type { FirstCallRow as Call } from "@/lib/logs/schema";
import { second } from "@/lib/time";

const pollEvery = 2 * second;

/** Polls for the first call with a new key, until one succeeds. */
export function FirstCallStatus({ keyId }: { keyId: string }) {
  const { slug } = useApiAccess();
  const [call, setCall] = useState<Call | null>(null);
  const [isRejected, setIsRejected] = useState(false);
  const isDone = isRejected || (call !== null && call.status < 400);
  const query = new URLSearchParams({ workspace: slug, key: keyId });
  usePoll({
    url: isDone ? null : `/api/logs/first-call?${query}`,
    every: pollEvery,
    onData: (data) => setCall(data as Call | null),
    onRejected: () => setIsRejected(true),
  });
  return (
    <div
      role="status"
      className="flex min-h-15.5 items-start gap-2.5 rounded-control border px-3 py-2.5 [&_svg]:mt-0.5 [&_svg]:size-4 [&_svg]:shrink-0"
    >
      {call ? <ReceivedCall call={call} /> : <NoCall isRejected={isRejected} />}
    </div>
  );
}

function NoCall({ isRejected }: { isRejected: boolean }) {
  if (isRejected)
    return <p className="text-muted">No longer waiting. See the application’s log for its calls.</p>;
  return (
    <>
      <Spinner className="text-muted" />
      <div>
        <p className="font-medium">Waiting for your first call…</p>
        <p className="text-muted text-sm">Run the code above. Its status appears here.</p>
      </div>
    </>
  );
}

function ReceivedCall({ call }: { call: Call }) {
  const { method, path, status, ipAddress } = call;
  return (
    <>
      {status < 400 ? (
        <CircleCheck aria-hidden className="text-positive" />
      ) : (
        <TriangleAlert aria-hidden className="text-warning" />
      )}
      <div className="min-w-0">
        <p className="font-medium">
          <span className="tabular-nums">{status}</span> from <span className="break-all">{ipAddress}</span>
        </p>
        <p className="text-muted text-sm">
          <code className="break-all font-mono text-xs">
            {method} {path}
          </code>
          . {explainStatus(call)}
        </p>
      </div>
    </>
  );
}

/** Returns what the caller should do next. */
export function explainStatus({ status, errorCode, route, permission }: Call): string {
  if (status < 400) return "The key works.";
  if (status >= 500) return "The error is on our side. Try again in a moment.";
  const { label } = permissions[permission as Permission] ?? {};
  if (errorCode === "missing_permission" && label)
    return `The application lacks the permission “${label}”: edit the application to allow it.`;
  if (errorCode === "not_found" && !route)
    return "No endpoint has this path: compare it with the API reference.";
  return hints[errorCode ?? ""] ?? "The application’s log shows the response.";
}

const hints: Record<string, string> = {
  unauthorized: "This key was replaced or deleted.",
  key_disabled: "The application is disabled: enable it to accept calls.",
  https_required: "Call the API over HTTPS.",
  not_found: "The key works, but the resource does not exist.",
  method_not_allowed: "The path exists, but not with this method: compare it with the API reference.",
  bad_request: "The key works, but the input is not valid: the application’s log names the field.",
  rate_limited: "Too many calls: wait as long as the header Retry-After says.",
};
