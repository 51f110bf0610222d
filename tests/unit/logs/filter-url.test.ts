import { expect, test } from "vitest";
import { formatLogFilter, hasActiveFilter, parseLogFilter } from "@/lib/logs/read/filter-url";
import { facetNames, LogFilter, timeRanges } from "@/lib/logs/schema";
import { fc } from "@/tests/support/models/properties";

const nothing = LogFilter.parse({});

function parse(address: string) {
  return parseLogFilter(new URLSearchParams(address));
}

test("an address without parameters is the whole log, and the other way round", () => {
  expect(parse("")).toEqual(nothing);
  expect(formatLogFilter(nothing)).toBe("");
  expect(hasActiveFilter(nothing)).toBe(false);
});

test("names repeat for alternatives, and everything is kept", () => {
  const address =
    "?application=A&application=B&key=K&method=GET&route=%2Fusers%2F%7BuserId%7D&status=4xx&status=200&error=x&client=js-sdk%2F3&ip=%3A%3A1&range=24h&search=a+b%26c";
  const filter = parse(address);
  expect(filter.application).toEqual(["A", "B"]);
  expect(filter.route).toEqual(["/users/{userId}"]);
  expect(filter.search).toBe("a b&c");
  expect(formatLogFilter(filter)).toBe(address);
  expect(hasActiveFilter(filter)).toBe(true);
});

test("a page's parameters say the same as those of an address", () => {
  const query = { status: ["4xx", "500"], method: "GET", search: undefined, call: "X" };
  expect(parseLogFilter(query)).toEqual(parse("?status=4xx&status=500&method=GET&call=X"));
});

test("a time from and to takes the place of a range", () => {
  const filter = parse("?from=2026-11-12T10:00:00Z&to=2026-11-12T11:00:00.500Z&range=24h");
  expect(filter.range).toBeUndefined();
  expect(filter.from).toEqual(new Date("2026-11-12T10:00:00Z"));
  expect(formatLogFilter(filter)).toBe("?from=2026-11-12T10%3A00%3A00Z&to=2026-11-12T11%3A00%3A00.500Z");
});

test("what makes no sense is left out, and the rest stays", () => {
  const address =
    "status=abc&status=4xx&status=4xx&range=2h&from=yesterday&to=-271821-04-20T00:00:00Z&search=%00&method=&client=a%00b&error=e";
  expect(parse(address)).toEqual({ ...nothing, status: ["4xx"], error: ["e"] });
  expect(parse(`ip=${"1".repeat(201)}&search=${"x".repeat(201)}`)).toEqual(nothing);
  const many = Array.from({ length: 60 }, (_, index) => `error=e${index}`).join("&");
  expect(parse(many).error).toHaveLength(50);
});

test("whatever is filtered comes back from its address", () => {
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
