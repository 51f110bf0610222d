import { expect, test } from "vitest";
import { addToErrors, addToSummary, findUncountedRows } from "@/components/logs/live/live-counts";
import type { LogRow, LogSummary } from "@/lib/logs/schema";
import { minute } from "@/lib/time";

const start = Date.UTC(2026, 10, 29, 12);

/** A call this many minutes after the first bar's start. */
function call(id: string, after: number, change: Partial<LogRow> = {}): LogRow {
  const application = { applicationId: "a", applicationName: "A" };
  const sent = {
    method: "GET",
    path: "/api/users",
    query: "",
    route: "/users",
    client: "",
    ipAddress: "",
    keyInUrl: false,
  };
  const answered = { status: 200, errorCode: null, duration: 1 };
  return { id, time: new Date(start + after * minute), ...application, ...sent, ...answered, ...change };
}

const summary: LogSummary = {
  calls: 3,
  from: new Date(start),
  to: new Date(start + 1.5 * minute),
  p50: 1.1,
  p95: 1.1,
  durations: [[11, 3]],
  facets: {} as LogSummary["facets"],
  barWidth: minute,
  bars: [
    { start: new Date(start), ok: 1, clientError: 0, serverError: 0 },
    { start: new Date(start + minute), ok: 2, clientError: 0, serverError: 0 },
  ],
};

test("counts the rows that arrived after the newest page, and no row of an older page", () => {
  const [c, d, e] = [call("c", 0), call("d", 1), call("e", 1)];
  const older = call("b", 0);
  const newest = { rows: [d, c], next: "c", searchedTo: null };
  expect(findUncountedRows([e, d, c, older], newest)).toEqual([e]);
  expect(findUncountedRows([e, d, c], { rows: [], next: null, searchedTo: null })).toEqual([e, d, c]);
  expect(findUncountedRows([d, c, older], newest)).toEqual([]);
});

test("adds arrived calls to the total, their bars, later bars and the percentiles", () => {
  const slow = { duration: 900, status: 503 };
  const rows = [call("f", 3, slow), call("e", 3, slow), call("d", 3, slow), call("c", 1, { status: 404 })];
  const { calls, to, bars, p95 } = addToSummary(summary, rows);
  expect(calls).toBe(7);
  expect(to).toEqual(new Date(start + 3 * minute));
  expect(bars.map(({ ok, clientError, serverError }) => [ok, clientError, serverError])).toEqual([
    [1, 0, 0],
    [2, 1, 0],
    [0, 0, 0],
    [0, 0, 3],
  ]);
  expect(p95).toBeGreaterThan(800);
  expect(addToSummary(summary, [])).toBe(summary);
});

test("adds arrived errors to their group, and new groups by their number of calls", () => {
  const known = { errorCode: "not_found", status: 404, method: "GET", route: "/users", calls: 1 };
  const lastAt = new Date(start);
  const groups = [{ ...known, lastId: "b", lastPath: "/api/users", lastAt }];
  const failure = { status: 500, errorCode: "internal" };
  const rows = [call("e", 2, failure), call("d", 1, failure), call("c", 1)];
  expect(addToErrors(groups, rows)).toMatchObject([
    { errorCode: "internal", calls: 2, lastId: "e" },
    { errorCode: "not_found", calls: 1, lastId: "b" },
  ]);
  expect(addToErrors(groups, [call("f", 2, { status: 404, errorCode: "not_found" })])).toMatchObject([
    { calls: 2, lastId: "f" },
  ]);
});
