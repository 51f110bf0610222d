"use client";

import { ListFilter } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { facetTitles } from "@/components/logs/filters/facets";
import { useLogFilter } from "@/components/logs/filters/use-log-filter";
import { cn } from "@/components/ui/class-names";
import type { FacetName, LogRow } from "@/lib/logs/schema";
import { useCallLink } from "./open-call";

interface FilterableCellProps {
  call: LogRow;
  name: FacetName;
  /** The value to filter by; null where there is none. */
  value: string | null;
  /** How a reader knows it. */
  label?: string;
  /** What a cell says in full that has no room for it. */
  title?: string;
  className?: string;
  /** The cell. */
  children: ReactNode;
}

/**
 * A cell, and beside its value a small button that filters by it. The button never covers the value: a click on the
 * value opens the call, however long the pointer has rested there. Tab reaches the button in the row in use.
 */
export function FilterableCell({
  call,
  name,
  value,
  label = value ?? "",
  title = label,
  className,
  children,
}: FilterableCellProps) {
  const link = useCallLink(call.id);
  const { filter, change } = useLogFilter();
  const isOnly = filter[name].length === 1 && filter[name][0] === value;
  if (!value || isOnly) return children;
  const words = `Only ${facetTitles[name].toLowerCase().replace("ip", "IP")} ${label}`;
  return (
    <span className={cn("group/only relative -mr-3 flex min-w-0 items-center", className)}>
      <span className="min-w-0 truncate">{children}</span>
      {/* The row's link lies above the cell: repeated within it, it lets the cell know that it is pointed at. */}
      <Link {...link} prefetch={false} aria-hidden tabIndex={-1} title={title} className="absolute inset-0" />
      <button
        type="button"
        aria-label={words}
        title={words}
        onClick={() => change({ [name]: [value] })}
        className="filter-button relative z-10 ml-1 grid size-6 shrink-0 place-items-center rounded-control border bg-raised text-muted hover:text-text pointer-coarse:hidden"
      >
        <ListFilter aria-hidden className="size-3.5" />
      </button>
    </span>
  );
}
