"use client";

import { useLogFilter } from "@/components/logs/filters/log-filter";
import type { LogSummary } from "@/lib/logs/schema";
import { Histogram } from "./histogram";
import { SummaryNumbers } from "./summary-numbers";

/** What the list holds, seen from far away. */
export function LogOverview({ summary }: { summary: LogSummary }) {
  const { filter } = useLogFilter();
  return (
    <section aria-label="Overview" className="flex flex-col gap-3 rounded-surface border bg-surface p-4">
      <div className="flex flex-col-reverse gap-x-8 gap-y-4 lg:flex-row">
        <Histogram key={summary.barWidth} summary={summary} />
        <SummaryNumbers summary={summary} />
      </div>
      {filter.search && (
        <p className="text-muted text-sm">
          These numbers are those of all other filters: the search is not in them.
        </p>
      )}
    </section>
  );
}
