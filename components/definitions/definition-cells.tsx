"use client";

import type { ReactNode } from "react";
import { UsedByLinks } from "@/components/computations/list/used-by";
import { HiddenAbove } from "@/components/ui/layout/hidden-above";
import { type DefinitionRow, useDefinitionsContext } from "./definitions-context";

interface LabelCellProps {
  row: DefinitionRow;
  /** On screens that hide the columns. */
  narrow: ReactNode;
}

export function LabelCell({ row: { label, name, description }, narrow }: LabelCellProps) {
  return (
    <div className="flex min-w-0 flex-col py-1">
      <span className="flex min-w-0 items-baseline gap-2 max-sm:flex-col max-sm:gap-0">
        <span title={label} className="min-w-0 max-w-full truncate font-medium">
          {label}
        </span>
        {name !== label && (
          <code title={name} className="min-w-0 max-w-full truncate text-muted text-xs">
            {name}
          </code>
        )}
      </span>
      {description && (
        <span title={description} className="truncate text-muted text-sm">
          {description}
        </span>
      )}
      <HiddenAbove width="lg" className="flex flex-wrap gap-x-3 whitespace-normal text-muted text-xs">
        {narrow}
      </HiddenAbove>
    </div>
  );
}

export function DefinitionUsedByCell({ row: { usedBy } }: { row: DefinitionRow }) {
  const { slug } = useDefinitionsContext();
  if (usedBy.length === 0) return <span className="text-muted">Not used</span>;
  return <UsedByLinks slug={slug} usedBy={usedBy} />;
}

interface ShareBarProps {
  /** From 0 to 1. */
  share: number;
}

/** A share as a bar with its percentage. */
export function ShareBar({ share }: ShareBarProps) {
  return (
    <span className="flex items-center gap-2">
      <span aria-hidden className="h-1.5 w-14 shrink-0 overflow-hidden rounded-full bg-hover">
        <span className="block h-full rounded-full bg-accent" style={{ width: `${100 * share}%` }} />
      </span>
      <span className="text-sm tabular-nums">{formatShare(share)}</span>
    </span>
  );
}

/** "0%" and "100%" are exact. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.01) return "<1%";
  if (share < 1 && share > 0.99) return ">99%";
  return `${Math.round(100 * share)}%`;
}
