import { UsedByList } from "@/components/computations/list/used-by";
import type { ComputationReference } from "@/lib/computations/schema/explanation";

interface AffectedListProps {
  slug: string;
  affected: ComputationReference[];
}

/** What an edit changes besides its own contacts. */
export function AffectedList({ slug, affected }: AffectedListProps) {
  if (affected.length === 0) return null;
  return (
    <section className="flex flex-col gap-1">
      <h3 className="font-medium text-muted text-sm">Also recomputed</h3>
      <UsedByList slug={slug} usedBy={affected} />
    </section>
  );
}
