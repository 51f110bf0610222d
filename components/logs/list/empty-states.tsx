"use client";

import { ScrollText, SearchX } from "lucide-react";
import { useLogFilter } from "@/components/logs/filters/use-log-filter";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code/code-block";
import { EmptyState } from "@/components/ui/feedback/empty-state";
import { toRequestId } from "@/lib/logs/read/request-id";
import type { LoggedApplication } from "@/lib/logs/schema";

interface NoCallsProps {
  application: LoggedApplication | null;
  origin: string;
}

export function NoCalls({ application, origin }: NoCallsProps) {
  if (application?.deleted) {
    return (
      <EmptyState
        icon={<ScrollText />}
        title="No calls"
        description="This application never called the API."
      />
    );
  }
  return (
    <EmptyState
      icon={<ScrollText />}
      title="No calls yet"
      description="Each call to the API appears here within a second. Make one with your key, then refresh."
    >
      <CodeBlock
        label="First call as curl"
        code={`curl "${origin}/api/validate" \\\n  -H "x-api-key: $API_KEY"`}
      />
    </EmptyState>
  );
}

export function NoMatches({ retentionDays }: { retentionDays: number }) {
  const { filter, clear } = useLogFilter();
  const { search } = filter;
  const isRequestId = search !== undefined && toRequestId(search) !== null;
  return (
    <EmptyState
      icon={<SearchX />}
      title={isRequestId ? "This request id is not in the log" : "No calls match"}
      description={
        isRequestId
          ? `It may be older than ${retentionDays} days, or from another workspace.`
          : search
            ? `No body, path or query with these filters contains “${search}”.`
            : "Clear the filters to see all calls."
      }
      action={<Button onClick={clear}>Clear filters</Button>}
    />
  );
}
