import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { readPlaywrightReport } from "@/scripts/test/reports";

test("a failed flow is reported with each of its errors and their places", () => {
  const spec = resolve("tests/e2e/logs/logs.spec.ts");
  const longMessage = Array.from({ length: 30 }, (_, line) => `line ${line}`).join("\n");
  const errors = [
    { message: "Test timeout of 120000ms exceeded." },
    { message: longMessage, location: { file: spec, line: 119, column: 28 } },
  ];
  const passed = { title: "passes", ok: true, tests: [{ results: [{ duration: 1000, errors: [] }] }] };
  const failed = { title: "fails", ok: false, tests: [{ results: [{ duration: 500, errors }] }] };
  const group = { title: "group", specs: [failed] };

  const result = readReport({
    stats: { expected: 1, unexpected: 1, flaky: 0, skipped: 0 },
    suites: [{ title: "logs/logs.spec.ts", specs: [passed], suites: [group] }],
  });

  expect(result.count).toEqual({ passed: 1, failed: 1, skipped: 0 });
  expect(result.files).toEqual([{ name: "tests/e2e/logs/logs.spec.ts", seconds: 1.5 }]);
  expect(result.failures.map(({ title }) => title)).toEqual(["logs/logs.spec.ts › group › fails"]);
  const lines = result.failures[0]?.reason.split("\n") ?? [];
  expect(lines.slice(0, 4)).toEqual([
    "Test timeout of 120000ms exceeded.",
    "",
    "tests/e2e/logs/logs.spec.ts:119",
    "line 0",
  ]);
  expect(lines.at(-1)).toBe("line 19");
});

function readReport(report: object) {
  const folder = mkdtempSync(join(tmpdir(), "api-access-report-"));
  try {
    writeFileSync(join(folder, "report.json"), JSON.stringify(report));
    return readPlaywrightReport(join(folder, "report.json"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
