import { cn } from "@/components/ui/class-names";
import type { RefusedCounts as Counts } from "@/lib/websites/schema";

const kinds: { count: keyof Counts; label: string; help: string }[] = [
  {
    count: "foreignCount",
    label: "From another domain",
    help: "Add that domain as a website of its own, or edit this one to allow any domain.",
  },
  {
    count: "unverifiedCount",
    label: "Without a valid proof",
    help: "Compute the proof on your server, with this website's current secret, of the kind and the very id that you send.",
  },
  {
    count: "botCount",
    label: "From bots",
    help: "Nothing to do: crawlers and monitors are no visitors.",
  },
];

/** What the website sent and was not taken, and what to do about it. Nothing where all was taken. */
export function RefusedCounts({ refused }: { refused: Counts }) {
  if (kinds.every(({ count }) => refused[count] === 0)) return null;
  return (
    <section className="flex flex-col gap-2">
      <h2 className="font-semibold text-lg">Refused</h2>
      <ul className="grid rounded-surface border bg-surface max-sm:divide-y sm:grid-cols-3 sm:divide-x">
        {kinds.map(({ count, label, help }) => (
          <li key={count} className="flex flex-col gap-0.5 px-4 py-3">
            <p className="flex items-baseline justify-between gap-3 font-medium">
              {label}
              <span className={cn("tabular-nums", refused[count] === 0 && "font-normal text-muted")}>
                {refused[count].toLocaleString("en")}
              </span>
            </p>
            <p className="text-muted text-sm">{help}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
