"use client";

import { Pencil, Trash2 } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { IconButton } from "@/components/ui/button";
import { HiddenAbove } from "@/components/ui/layout/hidden-above";
import { deleteButtonId } from "@/components/ui/overlay/use-dialogs";
import { RowLink } from "@/components/ui/table/row-link";
import { RelativeTime } from "@/components/ui/time/relative-time";
import type { ComputationReference, ComputationRow } from "@/lib/computations/schema/explanation";
import { toEditorUrl } from "@/lib/computations/schema/urls";
import { useComputationsContext } from "./computation-dialogs";
import { UsedByLinks } from "./used-by";

interface NameCellProps {
  row: ComputationRow;
  /** Beside the name. */
  badge?: ReactNode;
  /** Below the name, at every width. */
  detail?: ReactNode;
  /** Below the name on screens that hide the columns. */
  narrow?: ReactNode;
}

/** The name opens the editor, for members without the right to save as well. */
export function NameCell({ row, badge, detail = row.description, narrow }: NameCellProps) {
  const { slug } = useComputationsContext();
  return (
    <div className="flex min-w-0 flex-col py-1">
      <span className="flex min-w-0 items-center gap-2">
        <Link
          href={toEditorUrl(slug, row)}
          prefetch={false}
          title={row.name}
          className="min-w-0 truncate rounded-[2px] font-medium after:absolute after:inset-0 hover:underline"
        >
          {row.name}
        </Link>
        {badge}
      </span>
      {detail && <span className="truncate text-muted text-sm">{detail}</span>}
      {narrow && (
        <HiddenAbove width="lg" className="truncate text-muted text-xs">
          {narrow}
        </HiddenAbove>
      )}
    </div>
  );
}

interface UsedByCellProps {
  usedBy: ComputationReference[];
  /** "Not used" */
  empty: string;
}

export function UsedByCell({ usedBy, empty }: UsedByCellProps) {
  const { slug } = useComputationsContext();
  if (usedBy.length === 0) return <span className="text-muted">{empty}</span>;
  return <UsedByLinks slug={slug} usedBy={usedBy} />;
}

export function ChangedCell({ row: { changedAt, changedBy } }: { row: ComputationRow }) {
  const author = changedBy ?? "A former member";
  return (
    <>
      <div className="text-sm">
        <RelativeTime value={changedAt} focusable={false} />
      </div>
      <div title={author} className="truncate text-muted text-xs">
        {author}
      </div>
    </>
  );
}

/** Edit and Delete. */
export function ComputationActions({ row }: { row: ComputationRow }) {
  const { slug, disabledReason, beginDeleting } = useComputationsContext();
  return (
    <>
      {disabledReason ? (
        <IconButton label={`Edit ${row.name}`} disabledReason={disabledReason}>
          <Pencil />
        </IconButton>
      ) : (
        <IconButton label={`Edit ${row.name}`} asChild>
          <RowLink href={toEditorUrl(slug, row)}>
            <Pencil />
          </RowLink>
        </IconButton>
      )}
      <IconButton
        id={deleteButtonId(row.id)}
        label={`Delete ${row.name}`}
        disabledReason={disabledReason}
        onClick={({ currentTarget }) => beginDeleting(row, currentTarget)}
      >
        <Trash2 />
      </IconButton>
    </>
  );
}
