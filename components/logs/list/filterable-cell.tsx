"use client";

import { ListFilter } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { facetTitles } from "@/components/logs/filters/facets";
import { useLogFilter } from "@/components/logs/filters/use-log-filter";
import { cn } from "@/components/ui/class-names";
import type { FacetName, LogRow } from "@/lib/logs/schema";
import { useCallLink } from "./url-view";

interface FilterableCellProps {
  call: LogRow;
  name: FacetName;
  /** The value to filter by. Null hides the button. */
  value: string | null;
  /** The value in the button's name. */
  label?: string;
  /** The full text of a truncated cell. */
  title?: string;
  className?: string;
  children: ReactNode;
}

/**
 * A cell with a button that filters by its value. The button stands beside the value and never covers it: a click on the
 * value opens the call. Tab reaches the buttons of the focused row only.
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
  const buttonLabel = `Only ${facetTitles[name].toLowerCase().replace("ip", "IP")} ${label}`;
  return (
    <span className={cn("group/filterable relative -mr-3 flex min-w-0 items-center", className)}>
      <span className="min-w-0 truncate">{children}</span>
      {/* The row's link covers the cell. A copy of it inside the cell makes `:hover` work here. */}
      <Link {...link} prefetch={false} aria-hidden tabIndex={-1} title={title} className="absolute inset-0" />
      <button
        type="button"
        aria-label={buttonLabel}
        title={buttonLabel}
        onClick={() => change({ [name]: [value] })}
        className="filter-button relative z-10 ml-1 grid size-6 shrink-0 place-items-center rounded-control border bg-raised text-muted hover:text-text pointer-coarse:hidden"
      >
        <ListFilter aria-hidden className="size-3.5" />
      </button>
    </span>
  );
}
