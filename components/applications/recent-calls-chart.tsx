"use client";

import { createContext, type MouseEvent, Suspense, use, useState } from "react";
import { Tooltip } from "@/components/ui/overlay/tooltip";
import { type HourCounts, type RecentActivity, recentHours } from "@/lib/logs/schema";
import { ActivityContext } from "./api-access";

export const RecentCallsContext = createContext<Promise<RecentActivity> | null>(null);

/** How calls can end, from the foot of a bar to its top. */
const outcomes = [
  { label: "OK", fill: "fill-accent/70" },
  { label: "Refused", fill: "fill-warning" },
  { label: "Our errors", fill: "fill-danger" },
] as const;

const height = 16;
const barWidth = 2;
const barStep = 3;
const width = recentHours * barStep - 1;
/** What there is of is seen, however little it is beside the rest. */
const leastHeight = 2;
/** Calls of the highest bar, at least: a call here and there is no mountain. */
const leastTop = 4;

/** An application's last 36 hours, an hour to a bar; in numbers on hover, focus and press. It keeps its place meanwhile. */
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
  // A finger cannot hover, so pressing shows the numbers too; the tooltip would close itself otherwise.
  const show = (event: MouseEvent) => {
    event.preventDefault();
    setOpen(true);
  };
  return (
    // Beside the bars, so that the pointer can go along them from row to row.
    <Tooltip
      side="right"
      content={hours ? <Totals totals={addUp(hours)} /> : noCalls}
      open={open}
      onOpenChange={setOpen}
    >
      <button
        type="button"
        aria-label={hours ? describeTotals(addUp(hours)) : noCalls}
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

/** A path for each outcome: an element for each bar of fifty applications would be thousands. */
function drawBars(hours: HourCounts[]): string[] {
  const top = Math.max(leastTop, ...hours.map(totalOf));
  const paths = outcomes.map(() => "");
  for (const [index, counts] of hours.entries()) {
    let foot = height;
    for (const [outcome, calls] of counts.entries()) {
      if (calls === 0) continue;
      const length = Math.max(leastHeight, Math.round((calls / top) * height));
      foot = Math.max(0, foot - length);
      paths[outcome] += `M${index * barStep} ${foot}h${barWidth}v${length}h-${barWidth}z`;
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
  const [ok, refused, failed] = totals.map((calls) => calls.toLocaleString("en"));
  return `Calls in the last ${recentHours} hours: ${ok} OK, ${refused} refused, ${failed} of our errors`;
}

function addUp(hours: HourCounts[]): HourCounts {
  const sum: HourCounts = [0, 0, 0];
  for (const counts of hours) for (const outcome of [0, 1, 2] as const) sum[outcome] += counts[outcome];
  return sum;
}

function totalOf(counts: HourCounts): number {
  return counts[0] + counts[1] + counts[2];
}
