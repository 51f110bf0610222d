"use client";

import Link from "next/link";
import { use, useSyncExternalStore } from "react";
import { ActivityContext, useApiAccess } from "@/components/applications/api-access";
import { Button } from "@/components/ui/button";
import { Alert } from "@/components/ui/feedback/alert";
import { RelativeTime, readClock, subscribeToClock } from "@/components/ui/time/relative-time";
import type { ApplicationRow, ExpiringApplications } from "@/lib/applications/rows";

/** The applications whose keys expire soon or expired lately, with the dialog that extends or regenerates them. */
export function ExpiringNotice({ expiring: { total, rows } }: { expiring: ExpiringApplications }) {
  if (rows.length === 0) return null;
  const more = total - rows.length;
  return (
    <Alert
      tone="warning"
      className="mb-4"
      title={
        total === 1 ? "A key needs a later expiry" : `${total.toLocaleString("en")} keys need a later expiry`
      }
    >
      <ul className="mt-1 flex max-w-none flex-col gap-1.5">
        {rows.map((application) => (
          <Expiring key={application.id} application={application} />
        ))}
        {more > 0 && (
          <li className="text-muted text-sm">And {more.toLocaleString("en")} more, which expire later.</li>
        )}
      </ul>
    </Alert>
  );
}

function Expiring({ application: rendered }: { application: ApplicationRow }) {
  const { slug, disabledReason, openDialog } = useApiAccess();
  const application = use(ActivityContext).latest.get(rendered.id) ?? rendered;
  const now = useSyncExternalStore(subscribeToClock, readClock, readClock);
  const { id, name, key } = application;
  if (key.expiresAt === null) return null;
  return (
    <li className="flex items-center justify-between gap-4">
      <span className="min-w-0 break-words">
        <Link href={`/${slug}/settings/api-access/${id}`} prefetch={false} className="link">
          {name}
        </Link>{" "}
        {key.expiresAt.getTime() <= now ? "expired" : "expires"} <RelativeTime value={key.expiresAt} />
      </span>
      <Button
        disabledReason={disabledReason}
        onClick={({ currentTarget }) => openDialog({ kind: "edit", application }, currentTarget)}
      >
        Extend<span className="max-sm:sr-only"> or regenerate</span>
        <span className="sr-only"> {name}</span>
      </Button>
    </li>
  );
}
