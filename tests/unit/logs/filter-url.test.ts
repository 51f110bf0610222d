import { expect, test } from "vitest";
import {
  formatLogFilter,
  formatLogUrl,
  formatLogView,
  hasActiveFilter,
  parseLogFilter,
  parseLogView,
} from "@/lib/logs/read/filter-url";
import { facetNames, LogFilter, timeRanges } from "@/lib/logs/schema";
import { fc } from "@/tests/support/models/properties";

const nothing = LogFilter.parse({});

function parse(query: string) {
  return parseLogFilter(new URLSearchParams(query));
}

test("an empty URL and the empty filter are equal", () => {
  expect(parse("")).toEqual(nothing);
  expect(formatLogFilter(nothing)).toBe("");
  expect(hasActiveFilter(nothing)).toBe(false);
});

test("parses repeated parameters as alternatives and formats them back", () => {
  const url =
    "?application=A&application=B&key=K&method=GET&route=/users/{userId}&status=4xx&status=200&error=x&client=js-sdk/3&ip=::1&range=24h&search=a+b%26c";
  const filter = parse(url);
  expect(filter.application).toEqual(["A", "B"]);
  expect(filter.route).toEqual(["/users/{userId}"]);
  expect(filter.search).toBe("a b&c");
  expect(formatLogFilter(filter)).toBe(url);
  expect(hasActiveFilter(filter)).toBe(true);
});

test("parses Next's searchParams like a query string", () => {
  const query = { status: ["4xx", "500"], method: "GET", search: undefined, call: "X" };
  expect(parseLogFilter(query)).toEqual(parse("?status=4xx&status=500&method=GET&call=X"));
});

test("exact times take precedence over a range", () => {
  const filter = parse("?from=2026-11-12T10:00:00Z&to=2026-11-12T11:00:00.500Z&range=24h");
  expect(filter.range).toBeUndefined();
  expect(filter.from).toEqual(new Date("2026-11-12T10:00:00Z"));
  expect(formatLogFilter(filter)).toBe("?from=2026-11-12T10:00:00Z&to=2026-11-12T11:00:00.500Z");
});

test("drops invalid values and keeps the valid ones", () => {
  const url =
    "status=abc&status=4xx&status=4xx&range=2h&from=yesterday&to=-271821-04-20T00:00:00Z&search=%00&method=&client=a%00b&error=e";
  expect(parse(url)).toEqual({ ...nothing, status: ["4xx"], error: ["e"] });
  expect(parse(`ip=${"1".repeat(201)}&search=${"x".repeat(201)}`)).toEqual(nothing);
  const many = Array.from({ length: 60 }, (_, index) => `error=e${index}`).join("&");
  expect(parse(many).error).toHaveLength(50);
});

test("formats and parses every filter without loss", () => {
  const values = fc.uniqueArray(
    fc.string({ minLength: 1, maxLength: 20 }).filter((text) => !text.includes("\0")),
    { maxLength: 5 },
  );
  const time = fc.date({ min: new Date(0), max: new Date(2 ** 48 - 1), noInvalidDate: true });
  const filters = fc.record({
    ...Object.fromEntries(facetNames.map((name) => [name, values])),
    status: fc.subarray(["1xx", "2xx", "404", "500"]),
    range: fc.option(fc.constantFrom(...(Object.keys(timeRanges) as (keyof typeof timeRanges)[])), {
      nil: undefined,
    }),
  });
  fc.assert(
    fc.property(filters, fc.option(time), fc.option(time), (facets, from, to) => {
      const hasTime = from !== null || to !== null;
      const filter = {
        ...nothing,
        ...facets,
        range: hasTime ? undefined : facets.range,
        from: from ?? undefined,
        to: to ?? undefined,
      };
      expect(parse(formatLogFilter(filter))).toEqual(filter);
    }),
  );
});

test("changes the filter and the view of a URL, and keeps its other parameters", () => {
  const filter = { ...nothing, status: ["4xx"] };
  expect(formatLogUrl("/logs?range=24h&call=X&x=y", filter, {})).toBe("/logs?call=X&x=y&status=4xx");
  expect(formatLogUrl("/logs?status=abc&call=X&show=errors", nothing, { call: null, show: null })).toBe(
    "/logs",
  );
  expect(formatLogUrl("/logs", filter, { call: "X" })).toBe("/logs?status=4xx&call=X");
  expect(formatLogView("?", { call: "X" })).toBe("?call=X");
  expect(parseLogView(new URLSearchParams("show=other&call=X"))).toEqual({ show: null, call: "X" });
});
