"use client";

import { usePathname, useRouter } from "next/navigation";
import { createContext, type ReactNode, useContext, useOptimistic, useTransition } from "react";
import { formatLogFilter } from "@/lib/logs/read/filter-url";
import { LogFilter } from "@/lib/logs/schema";

/** Parameters of the address that say how the log is looked at, and not what it holds. */
type Looks = { call?: string | null; show?: string | null };

interface Filtering {
  /** What is asked for: ahead of what is shown, until that has come. */
  filter: LogFilter;
  pending: boolean;
  /** Makes a step of history unless it goes on with the last one. */
  change: (changes: Partial<LogFilter>, how?: { goesOn?: boolean; looks?: Looks }) => void;
  clear: () => void;
  /** Asks for the same again. */
  refresh: () => void;
  refreshing: boolean;
}

const Context = createContext<Filtering | null>(null);

export function useLogFilter(): Filtering {
  const filtering = useContext(Context);
  if (!filtering) throw new Error("This is used inside of a LogFilterProvider only.");
  return filtering;
}

const everything = LogFilter.parse({});

/** The filter lives in the address: a change goes there, and the page comes back with what it shows. */
export function LogFilterProvider({ filter: shown, children }: { filter: LogFilter; children: ReactNode }) {
  const router = useRouter();
  const pathname = usePathname();
  const [filter, setFilter] = useOptimistic(shown);
  const [pending, startTransition] = useTransition();
  const [refreshing, startRefreshing] = useTransition();
  const go = (next: LogFilter, goesOn: boolean, looks: Looks) =>
    startTransition(() => {
      setFilter(next);
      const address = pathname + withLooks(formatLogFilter(next), looks);
      if (goesOn) router.replace(address, { scroll: false });
      else router.push(address, { scroll: false });
    });
  const filtering: Filtering = {
    filter,
    pending,
    change: (changes, { goesOn = false, looks = {} } = {}) => go({ ...filter, ...changes }, goesOn, looks),
    clear: () => go(everything, false, {}),
    refresh: () => startRefreshing(() => router.refresh()),
    refreshing,
  };
  return <Context value={filtering}>{children}</Context>;
}

/** The parameters, and those others that the address has now, but for the changes. */
function withLooks(parameters: string, changes: Looks): string {
  const next = new URLSearchParams(parameters);
  for (const [name, value] of new URLSearchParams(window.location.search)) {
    if (!(name in LogFilter.shape)) next.append(name, value);
  }
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) next.delete(name);
    else next.set(name, value);
  }
  return next.size === 0 ? "" : `?${next}`;
}
