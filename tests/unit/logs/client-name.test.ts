import { expect, test } from "vitest";
import { toClientName } from "@/lib/logs/write/captured-call";
import { measureCpuTime } from "@/tests/support/matchers/cpu-time";

test.each([
  ["js-sdk/2.0", "js-sdk/2.0"],
  ["js-sdk/2.0 (node 20.20.2)", "js-sdk/2.0"],
  ["python-sdk/1.1 python/3.13", "python-sdk/1.1"],
  ["curl/8.5.0", "curl/8.5.0"],
  ["node", "node"],
  ["  GuzzleHttp/7 ", "GuzzleHttp/7"],
])("a program is called what it calls itself first: %j is %j", (userAgent, name) => {
  expect(toClientName(userAgent)).toBe(name);
});

const windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)";
const webKit = "AppleWebKit/537.36 (KHTML, like Gecko)";
const iPhone =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";

test.each([
  [`${windows} ${webKit} Chrome/120.0.0.0 Safari/537.36`, "Chrome 120"],
  [`${windows} ${webKit} Chrome/120.0.0.0 Safari/537.36 Edg/121.0.0.0`, "Edge 121"],
  [`${windows} ${webKit} Chrome/120.0.0.0 Safari/537.36 OPR/106.0.0.0`, "Opera 106"],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox 130"],
  [`${iPhone} CriOS/122.0.6261.89 Mobile/15E148 Safari/604.1`, "Chrome 122"],
  [`${iPhone} Version/17.4 Mobile/15E148 Safari/604.1`, "Safari 17"],
  ["Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Googlebot/2.1"],
  ["Mozilla/5.0", "Mozilla/5.0"],
])("a browser is called by its name and version: %j is %j", (userAgent, name) => {
  expect(toClientName(userAgent)).toBe(name);
});

test("a call without the header has an unknown client", () => {
  expect(toClientName("")).toBe("Unknown");
  expect(toClientName("  \t")).toBe("Unknown");
});

test("parses any header in little processor time", () => {
  const time = measureCpuTime(() => {
    for (const part of ["1", "1.", "Version/1 ", "Version/1 Mobile/", "compatible; "])
      toClientName(`Mozilla/5.0 Version/${part.repeat(80_000 / part.length)}`);
  });
  expect(time).toBeLessThan(500);
});

test("truncates a long name at a character boundary, with an ellipsis", () => {
  expect(toClientName("🎉".repeat(50))).toBe(`${"🎉".repeat(39)}…`);
});
