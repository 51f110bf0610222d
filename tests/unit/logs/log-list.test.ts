import { expect, test } from "vitest";
import { addArrivedIds, appendOlder, insertNew, maxRows, mergeNewest } from "@/components/logs/list/log-list";
import type { LogPage, LogRow } from "@/lib/logs/schema";

/** A list of calls by their ids, newest first; `next` where it goes on. */
function list(ids: string, next: string | null = null): LogPage {
  return { rows: [...ids].map(toRow), next, searchedTo: null };
}

function toRow(id: string): LogRow {
  const time = new Date(0);
  return {
    id,
    applicationId: "a",
    applicationName: "A",
    time,
    method: "GET",
    path: "/",
    query: "",
    route: null,
    status: 200,
    errorCode: null,
    duration: 1,
    client: "",
    ipAddress: "",
    keyInUrl: false,
  };
}

function idsOf({ rows }: LogPage): string {
  return rows.map(({ id }) => id).join("");
}

test("appends an older page at the end", () => {
  const result = appendOlder(list("zyx", "x"), "x", list("wv", "v"));
  expect(idsOf(result)).toBe("zyxwv");
  expect(result.next).toBe("v");
});

test("adds an older page once if it was requested twice", () => {
  const once = appendOlder(list("zy", "y"), "y", list("xw", "w"));
  expect(appendOlder(once, "y", list("xw", "w"))).toBe(once);
});

test("adds new calls on top and keeps the loaded ones", () => {
  const result = mergeNewest(list("xwvut", "t"), list("zyxw", "w"));
  expect(idsOf(result)).toBe("zyxwvut");
  expect(result.next).toBe("t");
});

test("inserts a call that was stored late at its position", () => {
  expect(idsOf(mergeNewest(list("zxwv", "v"), list("zyx", "x")))).toBe("zyxwv");
});

test("replaces the list by the page if calls between them would be missing", () => {
  const page = list("zyx", "x");
  expect(mergeNewest(list("vut", "t"), page)).toBe(page);
  expect(mergeNewest(page, list("vut", "t"))).toBe(page);
});

test("keeps calls from Live that a page requested earlier lacks", () => {
  expect(idsOf(mergeNewest(list("zyx"), list("yx")))).toBe("zyx");
  expect(idsOf(mergeNewest(list("zyxw"), list("zxw")))).toBe("zyxw");
  expect(idsOf(mergeNewest(list("zyxwvu", "u"), list("yxw", "w")))).toBe("zyxwvu");
  expect(idsOf(mergeNewest(list("z"), list(""), ""))).toBe("z");
  expect(idsOf(mergeNewest(list("zyx"), list(""), "y"))).toBe("z");
});

test("removes a call that no longer matches", () => {
  expect(idsOf(mergeNewest(list("zyx"), list("zy")))).toBe("zy");
  expect(idsOf(mergeNewest(list("zyx"), list(""), "z"))).toBe("");
});

test("paginates a short log that became long", () => {
  const result = mergeNewest(list("ba", null), list("edcba", "a"));
  expect(idsOf(result)).toBe("edcba");
  expect(result.next).toBe("a");
});

test("fills an empty list", () => {
  expect(idsOf(mergeNewest(list(""), list("b")))).toBe("b");
  expect(mergeNewest(list(""), list("cb", "b")).next).toBe("b");
});

test("reuses the objects of listed rows", () => {
  const before = list("yx", "x");
  expect(mergeNewest(before, list("zyx", "x")).rows[1]).toBe(before.rows[0]);
});

test("inserts new calls by time, each once", () => {
  const known = list("xvt");
  const result = insertNew(known, list("zywx").rows);
  expect(idsOf(result)).toBe("zyxwvt");
  expect(result.rows[2]).toBe(known.rows[0]);
  expect(insertNew(known, list("xv").rows)).toBe(known);
});

test("skips a new call that is older than all loaded ones", () => {
  expect(idsOf(insertNew(list("xvt", "t"), list("ya").rows))).toBe("yxvt");
  expect(idsOf(insertNew(list("xvt"), list("ya").rows))).toBe("yxvta");
  expect(idsOf(insertNew(list(""), list("ya").rows))).toBe("ya");
});

test("keeps the newest rows up to the maximum, and paginates after them", () => {
  const rows = Array.from({ length: maxRows }, (_, index) => toRow(String(99_999 - index)));
  const result = insertNew({ rows, next: null, searchedTo: null }, [toRow("999999")]);
  expect(result.rows).toHaveLength(maxRows);
  expect(result.rows[0]?.id).toBe("999999");
  expect(result.next).toBe(result.rows.at(-1)?.id);
});

test("keeps as many ids of new calls as the list keeps rows", () => {
  const ids = Array.from({ length: maxRows }, (_, index) => String(index));
  const arrived = addArrivedIds(new Set(["old"]), ids);
  expect([...arrived]).toEqual(ids);
  expect(addArrivedIds(arrived, [])).toBe(arrived);
});
