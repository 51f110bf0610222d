"use client";

import { useLogFilter } from "@/components/logs/filters/use-log-filter";
import { formatDuration } from "@/components/ui/format-units";
import type { LogSummary } from "@/lib/logs/schema";
import { formatErrorRate, sumBars } from "./bars";
import { Histogram } from "./histogram";

export function LogOverview({ summary }: { summary: LogSummary }) {
  const { filter } = useLogFilter();
  return (
    <section aria-label="Overview" className="flex flex-col gap-3 rounded-surface border bg-surface p-4">
      <div className="flex flex-col-reverse gap-x-8 gap-y-4 lg:flex-row">
        <Histogram key={summary.barWidth} summary={summary} />
        <SummaryNumbers summary={summary} />
      </div>
      {filter.search && <p className="text-muted text-sm">These numbers ignore the search.</p>}
    </section>
  );
}

function SummaryNumbers({ summary }: { summary: LogSummary }) {
  const outcomes = sumBars(summary.bars);
  const errors = outcomes.clientError + outcomes.serverError;
  const numbers = [
    { name: "Calls", value: summary.calls.toLocaleString("en") },
    { name: "Errors (4xx, 5xx)", value: errors.toLocaleString("en"), share: formatErrorRate(outcomes) },
    { name: "Median duration", value: orDash(summary.p50) },
    { name: "95th percentile", value: orDash(summary.p95) },
  ];
  return (
    <dl className="grid shrink-0 grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-4 md:max-[56rem]:grid-cols-2 lg:w-60 lg:grid-cols-2 lg:content-center beside:hidden">
      {numbers.map(({ name, value, share }) => (
        <div key={name} className="flex min-w-0 flex-col">
          <dt className="truncate text-muted text-sm">{name}</dt>
          <dd className="font-semibold text-xl tabular-nums tracking-tight">
            {value}
            {share && <span className="font-normal text-base text-muted tracking-normal"> {share}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function orDash(duration: number | null): string {
  return duration === null ? "–" : formatDuration(duration);
}
