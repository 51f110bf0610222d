import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { Breadcrumb } from "@/components/ui/breadcrumb";
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
      <Breadcrumb
        parent={{ label: "API access", href: `/${workspaceSlug}/settings/api-access` }}
        middle={application?.name}
        current={application ? "Logs" : "All logs"}
      />
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
