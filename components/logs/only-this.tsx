"use client";

import { ListFilter } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/class-names";
import type { FacetName } from "@/lib/logs/schema";
import { facetTitles } from "./facets";
import { useLogFilter } from "./log-filter";

interface OnlyThisProps {
  name: FacetName;
  /** The value to filter by; null where there is none. */
  value: string | null;
  /** How a reader knows it. */
  label?: string;
  className?: string;
  /** The cell. */
  children: ReactNode;
}

/** A cell with a small button that leaves only the calls that have the same in it. Tab reaches it in the row in use. */
export function OnlyThis({ name, value, label = value ?? "", className, children }: OnlyThisProps) {
  const { filter, change } = useLogFilter();
  const isOnly = filter[name].length === 1 && filter[name][0] === value;
  if (!value || isOnly) return children;
  const words = `Only ${facetTitles[name].toLowerCase().replace("ip", "IP")} ${label}`;
  return (
    <span className={cn("group/only relative flex min-w-0 items-center", className)}>
      <span className="min-w-0 truncate">{children}</span>
      <button
        type="button"
        aria-label={words}
        title={words}
        onClick={() => change({ [name]: [value] })}
        className="only-this absolute right-0 z-10 grid size-6 place-items-center rounded-control border bg-raised text-muted hover:text-text pointer-coarse:hidden"
      >
        <ListFilter aria-hidden className="size-3.5" />
      </button>
    </span>
  );
}
