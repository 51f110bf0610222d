"use client";

import { RefreshCw } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "@/components/ui/button";
import { useShortcut } from "@/components/ui/use-shortcut";
import { useLogFilter } from "./log-filter";

interface LogToolbarProps {
  /** What the last refresh brought. */
  news: string;
  /** What else can be done with the whole list. */
  children?: ReactNode;
}

/** At the right of the page's title: what concerns the whole list. */
export function LogToolbar({ news, children }: LogToolbarProps) {
  const { refresh, refreshing } = useLogFilter();
  useShortcut("r", refresh);
  return (
    <div className="flex flex-wrap items-center justify-end gap-2">
      <p role="status" className="mr-1 text-muted text-sm">
        {news}
      </p>
      {children}
      <IconButton label="Refresh" shortcut="R" variant="secondary" pending={refreshing} onClick={refresh}>
        <RefreshCw />
      </IconButton>
    </div>
  );
}
