"use client";

import { createContext, type MouseEvent, Suspense, use, useState } from "react";
import { Tooltip } from "@/components/ui/overlay/tooltip";
import { type HourCounts, type RecentActivity, recentHours } from "@/lib/logs/recent-activity";
import { ActivityContext } from "./api-access";

export const RecentCallsContext = createContext<Promise<RecentActivity> | null>(null);

/** Outcomes in stacking order, from the bottom of a bar. */
const outcomes = [
  { label: "OK", fill: "fill-accent/70" },
  { label: "Client errors", fill: "fill-warning" },
  { label: "Our errors", fill: "fill-danger" },
] as const;

const height = 16;
const barWidth = 2;
const barStep = 3;
const width = recentHours * barStep - 1;
/** Pixels. A few errors among thousands of calls stay visible. */
const minSegmentHeight = 2;
/** Calls at full height, so that a single call is not drawn as a peak. */
const minScale = 4;

/** One bar an hour; a tooltip with the totals. The fallback has the same height. */
export function RecentCallsChart({ applicationId }: { applicationId: string }) {
  return (
    <Suspense fallback={<div className="h-4" />}>
      <LoadedCalls applicationId={applicationId} />
    </Suspense>
  );
}

function LoadedCalls({ applicationId }: { applicationId: string }) {
  const rendered = use(RecentCallsContext);
  const { recent: fetched } = use(ActivityContext);
  const recent = fetched ?? (rendered && use(rendered));
  const [open, setOpen] = useState(false);
  const hours = recent?.[applicationId];
  // Touch screens have no hover. Without preventDefault the press would close the tooltip.
  const show = (event: MouseEvent) => {
    event.preventDefault();
    setOpen(true);
  };
  return (
    // At the right, where it does not cover the chart of the next row.
    <Tooltip
      side="right"
      content={hours ? <Totals totals={sumHours(hours)} /> : noCalls}
      open={open}
      onOpenChange={setOpen}
    >
      <button
        type="button"
        aria-label={hours ? describeTotals(sumHours(hours)) : noCalls}
        onClick={show}
        className="block h-4 w-fit cursor-default rounded-[2px]"
      >
        <Bars hours={hours ?? []} />
      </button>
    </Tooltip>
  );
}

const noCalls = `No calls in ${recentHours} hours`;

function Bars({ hours }: { hours: HourCounts[] }) {
  const paths = drawBars(hours);
  return (
    <svg aria-hidden width={width} height={height} shapeRendering="crispEdges">
      <rect y={height - 1} width={width} height={1} className="fill-border" />
      {outcomes.map(({ label, fill }, outcome) => (
        <path key={label} d={paths[outcome]} className={fill} />
      ))}
    </svg>
  );
}

/** Returns one SVG path for each outcome: one element a bar would be thousands on a page. */
function drawBars(hours: HourCounts[]): string[] {
  const top = Math.max(minScale, ...hours.map(countAll));
  const paths = outcomes.map(() => "");
  for (const [index, counts] of hours.entries()) {
    let bottom = height;
    for (const [outcome, calls] of counts.entries()) {
      if (calls === 0) continue;
      const length = Math.max(minSegmentHeight, Math.round((calls / top) * height));
      bottom = Math.max(0, bottom - length);
      paths[outcome] += `M${index * barStep} ${bottom}h${barWidth}v${length}h-${barWidth}z`;
    }
  }
  return paths;
}

function Totals({ totals }: { totals: HourCounts }) {
  return (
    <div className="w-36 py-0.5">
      <p className="pb-0.5 font-medium">Last {recentHours} hours</p>
      {outcomes.map(({ label }, outcome) => (
        <p key={label} className="flex justify-between tabular-nums">
          <span>{label}</span>
          {(totals[outcome] ?? 0).toLocaleString("en")}
        </p>
      ))}
    </div>
  );
}

function describeTotals(totals: HourCounts): string {
  const [ok, clientErrors, serverErrors] = totals.map((calls) => calls.toLocaleString("en"));
  return `Calls in the last ${recentHours} hours: ${ok} OK, ${clientErrors} client errors, ${serverErrors} of our errors`;
}

function sumHours(hours: HourCounts[]): HourCounts {
  const sum: HourCounts = [0, 0, 0];
  for (const counts of hours) for (const outcome of [0, 1, 2] as const) sum[outcome] += counts[outcome];
  return sum;
}

function countAll(counts: HourCounts): number {
  return counts[0] + counts[1] + counts[2];
}
