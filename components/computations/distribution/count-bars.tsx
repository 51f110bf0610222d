import type { Estimate } from "@/lib/computations/schema/explanation";

interface CountBarsProps {
  title: string;
  bars: { label: string; count: Estimate }[];
  /** Of a full bar. */
  total: number;
}

/** Counts with their share of all contacts, as a list of bars. */
export function CountBars({ title, bars, total }: CountBarsProps) {
  return (
    <section className="flex flex-col gap-1.5">
      <h3 className="font-medium text-muted text-sm">{title}</h3>
      <ul className="flex flex-col gap-2">
        {bars.map(({ label, count: { count } }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rules may have equal names.
          <li key={index} className="flex flex-col gap-1">
            <span className="flex justify-between gap-3">
              <span title={label} className="min-w-0 truncate">
                {label || "Without a name"}
              </span>
              <span className="shrink-0 tabular-nums">
                {count.toLocaleString("en")}{" "}
                <span className="text-muted">({Math.round((100 * count) / Math.max(1, total))}%)</span>
              </span>
            </span>
            <span aria-hidden className="h-1.5 overflow-hidden rounded-full bg-hover">
              <span
                style={{ width: `${(100 * count) / Math.max(1, total)}%` }}
                className="block h-full rounded-full bg-accent"
              />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
