import { useEffect, useEffectEvent, useState } from "react";
import { readStream, type StreamFailure, toStreamFailure } from "@/components/forms/read-stream";
import {
  type ContactRow,
  type ContactSearchQuery,
  type ContactSearchStep,
  contactsPerPage,
} from "@/lib/contacts/schema/contact-list";

type SearchState = {
  /** Of the search whose result this is. */
  key: string;
  rows: ContactRow[];
  searched: number;
  total: number | null;
  next: string | null;
  isSearching: boolean;
  /** Rows since the search was last continued. */
  added: number;
  failure: StreamFailure | null;
};

export type ContactSearchResult = Omit<SearchState, "key" | "added"> & {
  /** Whether the search ended because a page is full. */
  isFull: boolean;
  /** Continues after the last contact that was searched. */
  resume: () => void;
  stop: () => void;
};

/**
 * Searches the list for contacts that pass conditions. `visit` names one rendering by the server: Back brings it again,
 * and then its result is still known.
 */
export function useContactSearch(
  slug: string,
  search: Omit<ContactSearchQuery, "cursor">,
  visit: string,
): ContactSearchResult {
  const key = JSON.stringify(search);
  const [state, setState] = useState(() => knownResults.get(visit) ?? begin(key));
  const [attempt, setAttempt] = useState(0);
  const current = state.key === key ? state : begin(key);
  useEffect(() => remember(visit, state), [visit, state]);

  const run = useEffectEvent(async (signal: AbortSignal) => {
    if (!current.isSearching) return;
    const update = (change: (before: SearchState) => SearchState) => {
      if (!signal.aborted) setState((before) => change(before.key === key ? before : begin(key)));
    };
    try {
      const body: ContactSearchQuery = { ...search, cursor: current.next };
      for await (const step of readStream<ContactSearchStep>("/api/contact-searches", slug, body, signal))
        update((before) => append(before, step));
      update((before) => ({ ...before, isSearching: false }));
    } catch (error) {
      update((before) => ({ ...before, isSearching: false, failure: toStreamFailure(error) }));
    }
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new `key` or `attempt` starts a request.
  useEffect(() => {
    const stopped = new AbortController();
    void run(stopped.signal);
    return () => stopped.abort();
  }, [slug, key, attempt]);

  const restart = (next: SearchState) => {
    setState(next);
    setAttempt(attempt + 1);
  };
  return {
    ...current,
    isFull: current.added >= contactsPerPage,
    resume: () => {
      // A rejected cursor cannot be continued.
      const base = current.failure?.code === "bad_request" ? begin(key) : current;
      restart({ ...base, isSearching: true, added: 0, failure: null });
    },
    stop: () => restart({ ...current, isSearching: false }),
  };
}

function begin(key: string): SearchState {
  return { key, rows: [], searched: 0, total: null, next: null, isSearching: true, added: 0, failure: null };
}

function append(state: SearchState, { rows, searched, total, next }: ContactSearchStep): SearchState {
  // A contact that became active during the search may come again.
  const known = new Set(state.rows.map(({ id }) => id));
  const added = rows.filter(({ id }) => !known.has(id)).map(readDates);
  return {
    ...state,
    rows: [...state.rows, ...added],
    searched: state.searched + searched,
    total,
    next,
    added: state.added + rows.length,
  };
}

/** Dates are strings in JSON. */
function readDates(row: ContactRow): ContactRow {
  return { ...row, firstSeenAt: new Date(row.firstSeenAt), lastSeenAt: new Date(row.lastSeenAt) };
}

const knownResults = new Map<string, SearchState>();
const maxKnownResults = 5;

function remember(visit: string, state: SearchState): void {
  knownResults.delete(visit);
  knownResults.set(visit, state);
  const [oldest] = knownResults.keys();
  if (knownResults.size > maxKnownResults && oldest !== undefined) knownResults.delete(oldest);
}
