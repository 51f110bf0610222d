import { readFileSync } from "node:fs";
import { Failure } from "./failure";

export type Count = { passed: number; failed: number; skipped: number };
/** A test that failed, and the beginning of why. */
export type Failing = { title: string; why: string };
export type Outcome = { count: Count; failing: Failing[] };

type VitestReport = Record<
  "numPassedTests" | "numFailedTests" | "numPendingTests" | "numTodoTests",
  number
> & {
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[];
  }[];
};

type PlaywrightSuite = {
  title: string;
  suites?: PlaywrightSuite[];
  specs: { title: string; ok: boolean; tests: { results: { error?: { message?: string } }[] }[] }[];
};
type PlaywrightReport = {
  stats: Record<"expected" | "unexpected" | "flaky" | "skipped", number>;
  suites: PlaywrightSuite[];
};

export function readVitestReport(file: string): Outcome {
  const report = read<VitestReport>(file);
  const skipped = report.numPendingTests + report.numTodoTests;
  return {
    count: { passed: report.numPassedTests, failed: report.numFailedTests, skipped },
    failing: report.testResults.flatMap(({ name, status, message, assertionResults }) => {
      const failed = assertionResults.filter((result) => result.status === "failed");
      // A file that does not load has no test that failed.
      if (status === "failed" && failed.length === 0) return [failure(name, message)];
      return failed.map(({ fullName, failureMessages }) =>
        failure(`${name}: ${fullName}`, failureMessages[0]),
      );
    }),
  };
}

export function readPlaywrightReport(file: string): Outcome {
  const { stats, suites } = read<PlaywrightReport>(file);
  return {
    count: { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped },
    failing: suites.flatMap((suite) => listFailing(suite, suite.title)),
  };
}

function listFailing({ suites = [], specs }: PlaywrightSuite, path: string): Failing[] {
  const here = specs.filter(({ ok }) => !ok);
  return [
    ...here.map(({ title, tests }) => {
      const results = tests.flatMap((test) => test.results);
      return failure(`${path} › ${title}`, results.find(({ error }) => error)?.error?.message);
    }),
    ...suites.flatMap((suite) => listFailing(suite, `${path} › ${suite.title}`)),
  ];
}

function failure(title: string, message = "No reason was given."): Failing {
  return { title, why: message.split("\n").slice(0, 20).join("\n") };
}

function read<T>(file: string): T {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as T;
  } catch {
    throw new Failure("The tests did not run to their end.");
  }
}
