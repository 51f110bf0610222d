import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openTestPostgres } from "@/tests/support/servers/postgres";
import { findBrowser } from "./browser";
import { Failure, runCommand, sentenceOf } from "./failure";
import { generateClient } from "./generate-client";
import type { Postgres } from "./postgres";
import { findBuild, makeBuild } from "./production-build";
import { secondsSince } from "./progress";
import { runNode, showNode } from "./run";
import {
  type Count,
  type Failing,
  type Outcome,
  readPlaywrightReport,
  readVitestReport,
} from "./test-reports";

type Stage = { title: string; parts: Part[]; run: () => Promise<Count> };
type Part = (typeof parts)[number];

/** What can be asked for alone: `npm test -- unit`. */
const parts = ["lint", "types", "unit", "api", "e2e"] as const;

const reports = mkdtempSync(join(tmpdir(), "api-access-report-"));
const failing: Failing[] = [];
let postgres: Postgres | undefined;

const stages: Stage[] = [
  { title: "Database client", parts: [...parts], run: () => check(generateClient) },
  { title: "Format and lint", parts: ["lint"], run: () => show("@biomejs/biome/bin/biome", "check", ".") },
  { title: "Types", parts: ["types"], run: checkTypes },
  { title: "Production build", parts: ["api", "e2e"], run: () => check(buildIfNeeded) },
  { title: "Unit", parts: ["unit"], run: () => runVitest("unit", {}) },
  {
    title: "Integration and API, on PostgreSQL",
    parts: ["api"],
    run: async () => runVitest("database", await openServer()),
  },
  { title: "End to end, in Chromium", parts: ["e2e"], run: runPlaywright },
];

await runCommand(async () => {
  const wanted = readArguments();
  process.on("exit", cleanUp);
  const total: Count = { passed: 0, failed: 0, skipped: 0 };
  for (const stage of stages.filter((stage) => stage.parts.some((part) => wanted.includes(part)))) {
    const count = await runStage(stage);
    for (const key of ["passed", "failed", "skipped"] as const) total[key] += count[key];
  }
  // Once more at the end, which is what one sees first of a long output.
  for (const { title, why } of failing) console.log(`\n✗ ${title}\n${why}`);
  const skipped = total.skipped ? `, ${total.skipped} skipped` : "";
  console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
  process.exitCode = total.failed ? 1 : 0;
});

function readArguments(): Part[] {
  const args = process.argv.slice(2);
  const chosen = parts.filter((part) => args.includes(part));
  if (chosen.length < args.length) throw new Failure(`npm test takes any of: ${parts.join(", ")}`);
  return chosen.length ? chosen : [...parts];
}

async function runStage({ title, run }: Stage): Promise<Count> {
  const started = performance.now();
  console.log(`\n── ${title}`);
  const count = await run().catch((error: unknown) => {
    const why = sentenceOf(error);
    console.log(why);
    failing.push({ title, why });
    return { passed: 0, failed: 1, skipped: 0 };
  });
  console.log(`${count.failed ? "✗" : "✓"} ${title} (${secondsSince(started)})`);
  return count;
}

/** A stage that does one thing counts as one test. */
async function check(work: () => Promise<unknown>): Promise<Count> {
  await work();
  return { passed: 1, failed: 0, skipped: 0 };
}

async function show(program: string, ...args: string[]): Promise<Count> {
  const ok = await showNode([`node_modules/${program}`, ...args]);
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
}

async function checkTypes(): Promise<Count> {
  // Next writes the types of the routes. Those of routes that are gone would be wrong.
  for (const folder of [".next/types", ".next/dev/types", ".next-test/types"]) {
    rmSync(folder, { recursive: true, force: true });
  }
  const { ok, output } = await runNode(["node_modules/next/dist/bin/next", "typegen"], {
    NEXT_TELEMETRY_DISABLED: "1",
  });
  if (!ok) throw new Failure(output);
  return show("typescript/bin/tsc", "--noEmit", "--incremental", "false");
}

async function buildIfNeeded(): Promise<void> {
  if (!findBuild()) await makeBuild();
}

async function runVitest(project: string, env: Record<string, string>): Promise<Count> {
  const report = join(reports, `${project}.json`);
  const reporting = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const args = ["node_modules/vitest/vitest.mjs", "run", "--project", project, ...reporting];
  const ok = await showNode(args, env);
  return judge(ok, readVitestReport(report));
}

async function runPlaywright(): Promise<Count> {
  const report = join(reports, "e2e.json");
  const env = { CHROMIUM_PATH: await findBrowser(), PLAYWRIGHT_JSON_OUTPUT_FILE: report };
  const args = ["node_modules/@playwright/test/cli.js", "test"];
  const ok = await showNode(args, { ...env, ...(await openServer()) });
  return judge(ok, readPlaywrightReport(report));
}

/** One PostgreSQL serves all stages: started when the first needs it, and stopped at the end. */
async function openServer(): Promise<Record<string, string>> {
  postgres ??= await openTestPostgres();
  return { TEST_POSTGRES_URL: postgres.url };
}

/** A run that failed without a failed test (a file that does not load) failed; one without any test, too. */
function judge(ok: boolean, { count, failing: failed }: Outcome): Count {
  failing.push(...failed);
  if (count.passed + count.failed === 0) console.log("No test ran.");
  const failedOtherwise = count.failed === 0 && (!ok || count.passed === 0);
  return failedOtherwise ? { ...count, failed: 1 } : count;
}

function cleanUp(): void {
  postgres?.stop();
  rmSync(reports, { recursive: true, force: true });
}
