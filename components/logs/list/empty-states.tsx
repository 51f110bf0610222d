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
      description="Each call to the API appears here within a second: what was sent, what was answered, and how long it took. Make one with a key of yours, then refresh, or switch on Live before."
    >
      <CodeBlock
        label="First call as curl"
        code={`curl "${origin}/api/validate" \\\n  -H "x-api-key: $API_KEY"`}
      />
    </EmptyState>
  );
}

/** The filter leaves nothing over. */
export function NoMatches({ retentionDays }: { retentionDays: number }) {
  const { filter, clear } = useLogFilter();
  const { search } = filter;
  const isRequestId = search !== undefined && toRequestId(search) !== null;
  return (
    <EmptyState
      icon={<SearchX />}
      title={isRequestId ? "This request id is not in the log" : "Nothing matches"}
      description={
        isRequestId
          ? `The call may be older than the ${retentionDays} days that are kept, or be one of another workspace.`
          : search
            ? `No call with these filters has “${search}” in a body, its path or its query.`
            : "There are calls, but none with these filters."
      }
      action={<Button onClick={clear}>Clear filters</Button>}
    />
  );
}
