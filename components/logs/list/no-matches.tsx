"use client";

import { SearchX } from "lucide-react";
import { useLogFilter } from "@/components/logs/filters/log-filter";
import { toRequestId } from "@/components/logs/filters/request-id";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

/** The filter leaves nothing over. */
export function NoMatches({ keptDays }: { keptDays: number }) {
  const { filter, clear } = useLogFilter();
  const { search } = filter;
  const isRequestId = search !== undefined && toRequestId(search) !== null;
  return (
    <EmptyState
      icon={<SearchX />}
      title={isRequestId ? "This request id is not in the log" : "Nothing matches"}
      description={
        isRequestId
          ? `The call may be older than the ${keptDays} days that are kept, or be one of another workspace.`
          : search
            ? `No call with these filters has “${search}” in a body, its path or its query.`
            : "There are calls, but none with these filters."
      }
      action={<Button onClick={clear}>Clear filters</Button>}
    />
  );
}
