import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { CommandError } from "../command/run-command";

type Count = { passed: number; failed: number; skipped: number };
/** A failed test, and the first lines of the reason. */
type FailedTest = { title: string; reason: string };
/** A test file and the total time of its tests. */
type TestFile = { name: string; seconds: number };

/** The result of one stage of `npm test`. */
export type StageResult = { count: Count; failures: FailedTest[]; files: TestFile[] };

type VitestReport = Record<
  "numPassedTests" | "numFailedTests" | "numPendingTests" | "numTodoTests",
  number
> & {
  testResults: {
    name: string;
    status: string;
    message: string;
    startTime: number;
    endTime: number;
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[];
  }[];
};

type PlaywrightResult = {
  duration: number;
  errors: { message: string; location?: { file: string; line: number } }[];
};
type PlaywrightSuite = {
  title: string;
  suites?: PlaywrightSuite[];
  specs: { title: string; ok: boolean; tests: { results: PlaywrightResult[] }[] }[];
};
type PlaywrightReport = {
  stats: Record<"expected" | "unexpected" | "flaky" | "skipped", number>;
  suites: PlaywrightSuite[];
};

export function toStageResult({
  failures = [],
  ...count
}: Partial<Count> & { failures?: FailedTest[] }): StageResult {
  return { count: { passed: 0, failed: 0, skipped: 0, ...count }, failures, files: [] };
}

export function readVitestReport(file: string): StageResult {
  const report = read<VitestReport>(file);
  const skipped = report.numPendingTests + report.numTodoTests;
  const results = report.testResults.map((result) => ({ ...result, name: relative("", result.name) }));
  return {
    count: { passed: report.numPassedTests, failed: report.numFailedTests, skipped },
    failures: results.flatMap(({ name, status, message, assertionResults }) => {
      const failed = assertionResults.filter((result) => result.status === "failed");
      // A file that does not load has no failed test.
      if (status === "failed" && failed.length === 0) return [failedTest(name, message)];
      return failed.map(({ fullName, failureMessages }) =>
        failedTest(`${name}: ${fullName}`, failureMessages[0]),
      );
    }),
    files: results.map(({ name, startTime, endTime }) => ({ name, seconds: (endTime - startTime) / 1000 })),
  };
}

export function readPlaywrightReport(file: string): StageResult {
  const { stats, suites } = read<PlaywrightReport>(file);
  return {
    count: { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped },
    failures: suites.flatMap((suite) => listFailures(suite, suite.title)),
    files: suites.map((suite) => ({
      name: `tests/e2e/${suite.title}`,
      seconds: listResults(suite).reduce((total, { duration }) => total + duration / 1000, 0),
    })),
  };
}

function listFailures({ suites = [], specs }: PlaywrightSuite, path: string): FailedTest[] {
  const here = specs.filter(({ ok }) => !ok);
  return [
    ...here.map(({ title, tests }) => {
      const errors = tests.flatMap(({ results }) => results.flatMap((result) => result.errors));
      return { title: `${path} › ${title}`, reason: errors.map(describeError).join("\n\n") };
    }),
    ...suites.flatMap((suite) => listFailures(suite, `${path} › ${suite.title}`)),
  ];
}

function listResults({ suites = [], specs }: PlaywrightSuite): PlaywrightResult[] {
  const own = specs.flatMap(({ tests }) => tests.flatMap(({ results }) => results));
  return [...own, ...suites.flatMap(listResults)];
}

function failedTest(title: string, message = "No reason was given."): FailedTest {
  return { title, reason: cut(message) };
}

/** The place comes first: the message has it at its end, which may be cut. A timeout has none; a second error does. */
function describeError({ message, location }: PlaywrightResult["errors"][number]): string {
  return `${location ? `${relative("", location.file)}:${location.line}\n` : ""}${cut(message)}`;
}

function cut(message: string): string {
  return message.split("\n").slice(0, 20).join("\n");
}

function read<T>(file: string): T {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as T;
  } catch {
    throw new CommandError("The tests stopped before the end.");
  }
}
