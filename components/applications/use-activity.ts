"use client";

import { useCallback, useState } from "react";
import { type ApplicationActivity, type ApplicationRow, parseApplicationRows } from "@/lib/applications/rows";
import { second } from "@/lib/time";
import type { Activity } from "./api-access";
import { usePoll } from "./use-poll";

const pollEvery = 5 * second;

interface State extends Activity {
  /** The rows that the page was rendered with. */
  rows: ApplicationRow[];
}

/** Polls the state, last use, usage and calls of a page's applications. Rows keep their order: none moves under the pointer. */
export function useActivity(slug: string, rows: ApplicationRow[], usage: Activity["usage"]) {
  const [activity, setActivity] = useState<State>({
    rows,
    latest: new Map(),
    recent: null,
    usage,
    callsOfMinute: null,
    observedCalls: null,
  });
  if (activity.rows !== rows)
    setActivity((before) => ({
      ...before,
      rows,
      latest: withoutRows(before.latest, rows),
      recent: null,
      usage,
    }));

  const query = new URLSearchParams([["workspace", slug], ...rows.map(({ id }) => ["application", id])]);
  usePoll({
    url: rows.length > 0 ? `/api/logs/activity?${query}` : null,
    every: pollEvery,
    restartOn: rows,
    onData: (data) => {
      const fetched = data as ApplicationActivity;
      const changed = parseApplicationRows(fetched.rows as never);
      setActivity((before) => ({
        rows: before.rows,
        latest: changed.reduce(setRow, before.latest),
        recent: fetched.recent,
        usage: fetched.usage,
        callsOfMinute: fetched.callsOfMinute,
        observedCalls: fetched.observedCalls,
      }));
    },
  });
  const remember = useCallback(
    (application: ApplicationRow) =>
      setActivity((before) => ({ ...before, latest: setRow(before.latest, application) })),
    [],
  );
  return { ...activity, remember };
}

/** An unchanged row stays the same object, so that React does not render it again. */
function setRow(latest: Activity["latest"], row: ApplicationRow): Activity["latest"] {
  const known = latest.get(row.id);
  if (known && JSON.stringify(known) === JSON.stringify(row)) return latest;
  return new Map(latest).set(row.id, row);
}

/** Rows of a refreshed page are newer than those of an earlier poll. */
function withoutRows(latest: Activity["latest"], rows: ApplicationRow[]): Activity["latest"] {
  const ids = new Set(rows.map(({ id }) => id));
  return new Map([...latest].filter(([id]) => !ids.has(id)));
}
