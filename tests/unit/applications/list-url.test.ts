import fc from "fast-check";
import { expect, it } from "vitest";
import { formatApplicationListUrl, formatApplicationViewUrl } from "@/lib/applications/format-list-url";
import { loadApplicationListQuery, loadApplicationView } from "@/lib/applications/list-url";

const query = fc.record({
  search: fc.constantFrom("", "Billing", "a b&c=d+e%20", "naïve 名前 🙂", "?#/"),
  key: fc.constantFrom(null, "01JZZZZZZZZZZZZZZZZZZZZZZZ"),
  sort: fc.constantFrom("name" as const, "status" as const, "lastUsed" as const, "created" as const),
  direction: fc.constantFrom("ascending" as const, "descending" as const),
  page: fc.integer({ min: 1, max: 1_000_000 }),
});

it("loads the query that a formatted URL was made from", () => {
  fc.assert(
    fc.property(query, (made) => {
      const url = new URL(formatApplicationListUrl("/list", made), "https://example.com");
      expect(url.pathname).toBe("/list");
      expect(loadApplicationListQuery(url)).toEqual(made);
    }),
  );
});

it("leaves defaults out of the URL", () => {
  expect(formatApplicationListUrl("/list", loadApplicationListQuery(""))).toBe("/list");
  expect(formatApplicationListUrl("/list", { page: 2, sort: "name" })).toBe("/list?sort=name&page=2");
});

it("loads the view that a formatted URL was made from", () => {
  const url = formatApplicationViewUrl("/list", { view: "deleted", page: 3 });
  expect(url).toBe("/list?view=deleted&page=3");
  expect(loadApplicationView(new URL(url, "https://example.com"))).toEqual({ view: "deleted", page: 3 });
});
