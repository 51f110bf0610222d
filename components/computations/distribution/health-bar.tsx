import { cn } from "@/components/ui/class-names";
import { type HealthValue, healthLabels, healthValues } from "@/lib/computations/schema/condition";

export type HealthCounts = Record<HealthValue, number>;

export const healthStyle: Record<HealthValue, string> = {
  good: "bar-good",
  normal: "bar-normal",
  bad: "bar-bad",
};

interface HealthBarProps {
  counts: HealthCounts;
  /** Estimates are marked as such. */
  isExact?: boolean;
  /** The text without any. */
  empty?: string;
  className?: string;
}

/** The shares of good, normal and bad, with the counts below. */
export function HealthBar({ counts, isExact = true, empty = "No health", className }: HealthBarProps) {
  const total = sumHealth(counts);
  return (
    <div className={cn("flex min-w-0 flex-col gap-1", className)}>
      <div aria-hidden className="flex h-2 gap-px overflow-hidden rounded-full bg-hover">
        {healthValues.map(
          (value) =>
            counts[value] > 0 && (
              <span
                key={value}
                style={{ flexGrow: counts[value] / total }}
                className={cn("min-w-1 basis-0", healthStyle[value])}
              />
            ),
        )}
      </div>
      <p className="text-muted text-xs tabular-nums">
        {total === 0
          ? empty
          : (isExact ? "" : "About ") +
            healthValues
              .map((value) => `${formatCompact(counts[value])} ${healthLabels[value].toLowerCase()}`)
              .join(" · ")}
      </p>
    </div>
  );
}

function sumHealth({ good, normal, bad }: HealthCounts): number {
  return good + normal + bad;
}

/** "9,999", "12K": three counts fit beside each other. */
function formatCompact(count: number): string {
  return count.toLocaleString("en", count < 10_000 ? {} : { notation: "compact" });
}
