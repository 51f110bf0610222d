import { cn } from "@/components/ui/class-names";
import type { RejectedCounts } from "@/lib/websites/schema";

const reasons: { count: keyof RejectedCounts; label: string; help: string }[] = [
  {
    count: "foreignCount",
    label: "From another domain",
    help: "Add that domain as a website, or allow any domain for this one.",
  },
  {
    count: "unverifiedCount",
    label: "Without a valid proof",
    help: "Compute the proof on your server, from the same id and the current secret.",
  },
  {
    count: "botCount",
    label: "From bots",
    help: "Crawlers and monitors do not count as visitors.",
  },
];

/** Rejected calls by reason, each with its remedy. Hidden while there are none. */
export function RejectionSummary({ rejected }: { rejected: RejectedCounts }) {
  if (reasons.every(({ count }) => rejected[count] === 0)) return null;
  return (
    <section className="flex flex-col gap-2">
      <h2 className="font-semibold text-lg">Rejected</h2>
      <ul className="grid rounded-surface border bg-surface max-sm:divide-y sm:grid-cols-3 sm:divide-x">
        {reasons.map(({ count, label, help }) => (
          <li key={count} className="flex flex-col gap-0.5 px-4 py-3">
            <p className="flex items-baseline justify-between gap-3 font-medium">
              {label}
              <span className={cn("tabular-nums", rejected[count] === 0 && "font-normal text-muted")}>
                {rejected[count].toLocaleString("en")}
              </span>
            </p>
            <p className="text-muted text-sm">{help}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
