import { ArrowDownRight, ArrowUpRight } from "lucide-react";
import type { ComputationForm, ComputationType } from "@/lib/computations/schema/computation";
import type { Estimate, Preview } from "@/lib/computations/schema/explanation";
import type { ContactKind } from "@/lib/contacts/schema/contact";

const matchingLabels: Record<ComputationType, string> = {
  segment: "match",
  stage: "are in this stage",
  healthProfile: "are good",
  score: "have a score",
  property: "have a value",
};

interface PreviewCountsProps {
  preview: Preview;
  form: Pick<ComputationForm, "id" | "kind" | "body">;
}

/** How many contacts match, and how many that changes. The height does not depend on the result. */
export function PreviewCounts({ preview, form }: PreviewCountsProps) {
  const { matching, total, isExact } = preview;
  const contacts = form.kind === "user" ? "users" : "accounts";
  const share = total === 0 ? 0 : matching.count / total;
  return (
    <div role="status" className="flex flex-col gap-1.5">
      <p className="flex flex-col">
        <span className="font-semibold text-2xl tabular-nums tracking-tight">
          {!isExact && <span className="font-normal text-lg text-muted">about </span>}
          {formatCount(matching.count)}
        </span>
        <span className="truncate text-muted">
          of {formatCount(total)} {contacts} {matchingLabels[form.body.type]}
        </span>
      </p>
      <div aria-hidden className="h-1.5 overflow-hidden rounded-full bg-hover">
        <div
          style={{ width: `${100 * share}%` }}
          className="h-full min-w-0.5 rounded-full bg-accent transition-[width] duration-150"
        />
      </div>
      <p className="min-h-5 text-muted text-sm tabular-nums">{describePrecision(preview)}</p>
      {form.id !== null && <ChangeCounts kind={form.kind} preview={preview} />}
    </div>
  );
}

function describePrecision({ isExact, matching, evaluated, total }: Preview): string {
  if (isExact)
    return total === 0 ? "No contacts yet." : `${formatShare(matching.count, total)}, exactly counted`;
  const interval = `${formatCount(matching.low)}–${formatCount(matching.high)}`;
  return `${interval}, from ${formatCount(evaluated)} counted so far`;
}

interface ChangeCountsProps {
  kind: ContactKind;
  preview: Preview;
}

/** Against the saved version. */
function ChangeCounts({ kind, preview: { entering, leaving, isExact } }: ChangeCountsProps) {
  if (isExact && entering.count === 0 && leaving.count === 0) {
    return <p className="min-h-5">No {kind} enters or leaves.</p>;
  }
  return (
    <p className="flex min-h-5 flex-wrap gap-x-4">
      <span className="inline-flex items-center gap-1">
        <ArrowUpRight aria-hidden className="size-4 text-positive" />
        {describeChange(entering, isExact)} {entering.count === 1 ? "enters" : "enter"}
      </span>
      <span className="inline-flex items-center gap-1">
        <ArrowDownRight aria-hidden className="size-4 text-warning" />
        {describeChange(leaving, isExact)} {leaving.count === 1 ? "leaves" : "leave"}
      </span>
    </p>
  );
}

function describeChange({ count, low, high }: Estimate, isExact: boolean): string {
  if (isExact) return formatCount(count);
  return low === high ? formatCount(count) : `${formatCount(low)}–${formatCount(high)}`;
}

function formatCount(count: number): string {
  return count.toLocaleString("en");
}

function formatShare(count: number, total: number): string {
  const percent = (100 * count) / total;
  if (percent > 0 && percent < 0.1) return "Less than 0.1%";
  return `${percent.toLocaleString("en", { maximumFractionDigits: 1 })}%`;
}
