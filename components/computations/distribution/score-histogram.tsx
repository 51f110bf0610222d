import { cn } from "@/components/ui/class-names";
import type { Preview } from "@/lib/computations/schema/explanation";
import { healthStyle } from "./health-bar";

interface ScoreHistogramProps {
  /** By tens: 0–9 … 90–100. */
  distribution: Preview["distribution"];
  good: number;
  bad: number;
}

/** How many contacts have which score. */
export function ScoreHistogram({ distribution, good, bad }: ScoreHistogramProps) {
  const peak = Math.max(1, ...distribution.map(({ count }) => count.count));
  return (
    <figure className="flex flex-col gap-1">
      <figcaption className="flex justify-between text-muted text-xs">
        <span>Contacts by score</span>
        <span>
          Bad below {bad}, good from {good}
        </span>
      </figcaption>
      <ul className="flex h-24 items-stretch gap-px border-b">
        {distribution.map(({ label, count }, index) => (
          <li
            key={label}
            title={`${label}: ${count.count.toLocaleString("en")}`}
            className="flex min-w-0 flex-1 flex-col justify-end"
          >
            <span className="sr-only">
              {label}: {count.count.toLocaleString("en")}
            </span>
            {count.count > 0 && (
              <span
                aria-hidden
                style={{ height: `max(2px, ${(100 * count.count) / peak}%)` }}
                className={cn("block w-full rounded-t-[2px]", healthStyle[getPortion(index, { good, bad })])}
              />
            )}
          </li>
        ))}
      </ul>
      <div aria-hidden className="flex justify-between text-muted text-xs tabular-nums">
        <span>0</span>
        <span>50</span>
        <span>100</span>
      </div>
    </figure>
  );
}

/** The portion of the bar's lowest score. */
function getPortion(index: number, { good, bad }: { good: number; bad: number }) {
  const score = index * 10;
  if (score >= good) return "good";
  return score < bad ? "bad" : "normal";
}
