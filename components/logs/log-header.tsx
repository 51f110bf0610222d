import { ChevronRight } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { PageHeader } from "@/components/ui/page-header";
import type { LoggedApplication } from "@/lib/logs/schema";

interface LogHeaderProps {
  workspaceSlug: string;
  /** Null for the log of all applications. */
  application: LoggedApplication | null;
  action?: ReactNode;
}

export function LogHeader({ workspaceSlug, application, action }: LogHeaderProps) {
  return (
    <>
      <nav aria-label="Breadcrumb" className="pb-2 text-sm">
        <ol className="flex min-w-0 items-center gap-1 text-muted">
          <li className="shrink-0">
            <Link
              href={`/${workspaceSlug}/settings/api-access`}
              className="rounded-[2px] hover:text-text hover:underline"
            >
              API access
            </Link>
          </li>
          {application && (
            <li className="flex min-w-0 items-center gap-1">
              <ChevronRight aria-hidden className="size-3.5 shrink-0" />
              <span className="truncate">{application.name}</span>
            </li>
          )}
          <li className="flex shrink-0 items-center gap-1">
            <ChevronRight aria-hidden className="size-3.5" />
            <span aria-current="page">{application ? "Logs" : "All logs"}</span>
          </li>
        </ol>
      </nav>
      <PageHeader title={titleOf(application)} description={describeLog(application)} action={action} />
    </>
  );
}

function titleOf(application: LoggedApplication | null): ReactNode {
  if (!application) return "Logs of all applications";
  return (
    <>
      Logs of {application.name}
      {application.deleted && <Badge className="ml-2 align-middle">Deleted</Badge>}
    </>
  );
}

function describeLog(application: LoggedApplication | null): string {
  if (!application) return "Every call to the API, newest first, refused calls included.";
  if (application.deleted)
    return "It was deleted. Calls that still come with its keys are refused, and appear here.";
  return "Every call it made, newest first, refused calls included.";
}
