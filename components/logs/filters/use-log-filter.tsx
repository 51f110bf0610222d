"use client";

import { usePathname, useRouter } from "next/navigation";
import { createContext, type ReactNode, useContext, useOptimistic, useTransition } from "react";
import { useUrlNavigation } from "@/components/ui/use-url-navigation";
import { formatLogUrl, type LogUrlView } from "@/lib/logs/read/filter-url";
import { LogFilter } from "@/lib/logs/schema";

interface ChangeOptions {
  /** "replace" adds no step to the browser's history. */
  history?: "push" | "replace";
  /** Parameters beside the filter that change with it. Null removes one. */
  view?: Partial<LogUrlView>;
}

interface LogFilterState {
  /** The requested filter. The calls on screen may still be those of the filter before. */
  filter: LogFilter;
  pending: boolean;
  change: (changes: Partial<LogFilter>, options?: ChangeOptions) => void;
  clear: () => void;
  /** Loads the calls of the same filter again. */
  refresh: () => void;
  refreshing: boolean;
}

const Context = createContext<LogFilterState | null>(null);
const emptyFilter = LogFilter.parse({});

export function useLogFilter(): LogFilterState {
  const state = useContext(Context);
  if (!state) throw new Error("useLogFilter needs a LogFilterProvider.");
  return state;
}

interface LogFilterProviderProps {
  /** The filter of the calls on screen. */
  filter: LogFilter;
  children: ReactNode;
}

/** The filter lives in the URL. A change navigates, and the server answers with the calls of that filter. */
export function LogFilterProvider({ filter: current, children }: LogFilterProviderProps) {
  const router = useRouter();
  const pathname = usePathname();
  const [filter, setFilter] = useOptimistic(current);
  const { pending, navigate } = useUrlNavigation();
  const [refreshing, startRefreshing] = useTransition();
  const request = (next: LogFilter, { history, view = {} }: ChangeOptions = {}) => {
    const url = formatLogUrl(pathname + window.location.search, next, view);
    navigate(url, { history, onStart: () => setFilter(next) });
  };
  const state: LogFilterState = {
    filter,
    pending,
    change: (changes, options) => request({ ...filter, ...changes }, options),
    clear: () => request(emptyFilter),
    refresh: () => startRefreshing(() => router.refresh()),
    refreshing,
  };
  return <Context value={state}>{children}</Context>;
}
