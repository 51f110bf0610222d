import type { WorkspaceId } from "@/lib/auth/actor";
import { getConditionOptions, listWithBodies } from "@/lib/computations/queries";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import { ComputedPropertyTable } from "./computed-property-table";
import { describeFormula } from "./formulas";

interface ComputedPropertyListProps {
  workspaceId: WorkspaceId;
  slug: string;
  kind: ContactKind;
  /** Why this member may not change them; null if they may. */
  disabledReason: string | null;
}

/** The section of the computed properties on the page of all properties. */
export async function ComputedPropertyList({
  workspaceId,
  slug,
  kind,
  disabledReason,
}: ComputedPropertyListProps) {
  const [rows, options] = await Promise.all([
    listWithBodies(workspaceId, kind, "property"),
    getConditionOptions(workspaceId, kind),
  ]);
  return (
    <ComputedPropertyTable
      slug={slug}
      kind={kind}
      rows={rows.map((row) => ({ ...row, formula: describeFormula(row.body.formula, options) }))}
      disabledReason={disabledReason}
    />
  );
}
