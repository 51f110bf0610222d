import { TriangleAlert } from "lucide-react";
import Link from "next/link";
import { formatApplicationViewUrl } from "@/lib/applications/format-list-url";
import type { DeletedApplicationInUse } from "@/lib/logs/schema";

interface DeletedInUseNoticeProps {
  workspaceSlug: string;
  /** Most calls first. */
  applications: DeletedApplicationInUse[];
}

const maxNamed = 3;

/** Links to the logs of deleted applications that programs still call. */
export function DeletedInUseNotice({ workspaceSlug, applications }: DeletedInUseNoticeProps) {
  const [only, ...others] = applications;
  if (!only) return null;
  const linkTo = ({ id, name }: DeletedApplicationInUse) => (
    <Link href={`/${workspaceSlug}/settings/api-access/${id}/logs`} className="link break-words">
      {name}
    </Link>
  );
  const restore = (
    <Link
      href={formatApplicationViewUrl(`/${workspaceSlug}/settings/api-access`, { view: "deleted" })}
      className="link"
    >
      Restore
    </Link>
  );
  return (
    <div className="flex gap-2 pb-4 text-muted">
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
      {others.length === 0 ? (
        <p className="min-w-0">
          A deleted application, {linkTo(only)}, is still called: {countCalls(only.calls)} in 24 hours.{" "}
          {restore}
        </p>
      ) : (
        <p className="min-w-0">
          {applications.length.toLocaleString("en")} deleted applications are still called. Calls in 24 hours:{" "}
          {applications.slice(0, maxNamed).map((application, index) => (
            <span key={application.id}>
              {index > 0 && ", "}
              {linkTo(application)} ({application.calls.toLocaleString("en")})
            </span>
          ))}
          {applications.length > maxNamed && `, and ${applications.length - maxNamed} more`}. {restore}
        </p>
      )}
    </div>
  );
}

function countCalls(calls: number): string {
  return calls === 1 ? "1 call" : `${calls.toLocaleString("en")} calls`;
}
