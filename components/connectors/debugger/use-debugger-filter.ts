"use client";

import { usePathname } from "next/navigation";
import { useOptimistic } from "react";
import { useUrlNavigation } from "@/components/ui/use-url-navigation";
import { type DebuggerQuery, formatDebuggerUrl, noMessageFilter } from "@/lib/connectors/messages/rows";

/** The filter and the range of the counts. */
export type DebuggerView = Omit<DebuggerQuery, "message">;

/** The view lives in the URL. A change navigates, and the server answers with the messages of that filter. */
export function useDebuggerFilter(current: DebuggerView) {
  const pathname = usePathname();
  const [view, setView] = useOptimistic(current);
  const { pending, navigate } = useUrlNavigation();
  const change = (changes: Partial<DebuggerView>) => {
    const next = { ...view, ...changes };
    const url = formatDebuggerUrl(pathname, next);
    navigate(url, { onStart: () => setView(next) });
  };
  return { view, pending, change, clear: () => change(noMessageFilter) };
}

export type DebuggerFilterState = ReturnType<typeof useDebuggerFilter>;
