import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openTestPostgres } from "@/tests/support/servers/postgres";
import { generateClient } from "./build/generate-client";
import { findBuild, makeBuild } from "./build/production-build";
import { formatElapsed } from "./command/progress";
import { CommandError, runCommand, toSentence } from "./command/run-command";
import { runNode, runNodeVisibly, runProcess } from "./command/run-process";
import type { Postgres } from "./database/postgres";
import { findBrowser } from "./test/browser";
import { installTestPrograms } from "./test/debian-package";
import { readPlaywrightReport, readVitestReport, type StageResult, toStageResult } from "./test/reports";

const usage = `Usage: npm test -- [PART…] [WORD…] [--changed[=REVISION]]

  PART       lint, types, unit, api (all tests on PostgreSQL) or e2e (in Chromium). Without one, all of them.
  WORD       runs only the test files whose path contains it: npm test -- e2e logs
  --changed  runs only what the change since REVISION can affect: tests whose imports changed, and browser flows whose
             own file changed. The default is HEAD: uncommitted changes.`;

const parts = ["lint", "types", "unit", "api", "e2e"] as const;
type Part = (typeof parts)[number];

type Stage = { title: string; parts: readonly Part[]; run: () => Promise<StageResult> };
type Selection = { parts: readonly Part[]; words: string[]; changedSince: string | null };

const selection = readArguments(process.argv.slice(2));
/** With a selection, a stage without tests passes. */
const isPartial = selection.words.length > 0 || selection.changedSince !== null;
const reports = mkdtempSync(join(tmpdir(), "api-access-report-"));
let postgres: Postgres | undefined;

const stages: Stage[] = [
  { title: "Database client", parts, run: () => check(generateClient) },
  { title: "Format and lint", parts: ["lint"], run: () => show("@biomejs/biome/bin/biome", "check", ".") },
  { title: "Types", parts: ["types"], run: checkTypes },
  { title: "Unit", parts: ["unit"], run: () => runVitest("unit") },
  { title: "Production build", parts: ["api", "e2e"], run: () => check(buildIfNeeded) },
  { title: "Servers of the tests", parts: ["api"], run: () => check(installTestPrograms) },
  { title: "Integration and API, on PostgreSQL", parts: ["api"], run: () => runVitest("database") },
  { title: "End to end, in Chromium", parts: ["e2e"], run: runPlaywright },
];

await runCommand(async () => {
  process.on("exit", cleanUp);
  const selected = stages.filter((stage) => stage.parts.some((part) => selection.parts.includes(part)));
  const outcomes: StageResult[] = [];
  const summary: string[] = [];
  for (const [index, stage] of selected.entries()) {
    console.log(`\n── ${index + 1}/${selected.length} ${stage.title}`);
    const started = performance.now();
    const outcome = await runStage(stage);
    outcomes.push(outcome);
    const line = `${outcome.count.failed ? "✗" : "✓"} ${stage.title} (${formatElapsed(started)})`;
    console.log(line);
    summary.push(line);
  }
  console.log(`\n${summary.join("\n")}`);
  report(outcomes);
});

function readArguments(args: string[]): Selection {
  // parseArgs does not support optional values.
  const expanded = args.map((arg) => (arg === "--changed" ? "--changed=HEAD" : arg));
  try {
    const { positionals, values } = parseArgs({
      args: expanded,
      allowPositionals: true,
      options: { changed: { type: "string" }, help: { type: "boolean" } },
    });
    if (values.help) throw new CommandError(usage);
    const named = parts.filter((part) => positionals.includes(part));
    const words = positionals.filter((word) => !parts.some((part) => part === word));
    const defaults = words.length ? (["unit", "api", "e2e"] as const) : parts;
    return { parts: named.length ? named : defaults, words, changedSince: values.changed ?? null };
  } catch (error) {
    console.error(error instanceof CommandError ? usage : `✗ ${toSentence(error)}\n\n${usage}`);
    process.exit(error instanceof CommandError ? 0 : 1);
  }
}

async function runStage({ title, run }: Stage): Promise<StageResult> {
  try {
    return await run();
  } catch (error) {
    console.log(toSentence(error));
    return toStageResult({ failed: 1, failures: [{ title, reason: toSentence(error) }] });
  }
}

/** Prints the most important facts last: the slowest files, the failures, the counts. */
function report(outcomes: StageResult[]): void {
  const slowest = outcomes
    .flatMap(({ files }) => files)
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, 10);
  if (slowest.length) console.log("\nSlowest files");
  for (const { name, seconds } of slowest) console.log(`${seconds.toFixed(1).padStart(7)} s  ${name}`);
  for (const { title, reason } of outcomes.flatMap(({ failures }) => failures))
    console.log(`\n✗ ${title}\n${reason}`);
  const sum = (key: "passed" | "failed" | "skipped") =>
    outcomes.reduce((total, { count }) => total + count[key], 0);
  const [failed, skipped] = [sum("failed"), sum("skipped")];
  console.log(`\n${sum("passed")} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ""}`);
  process.exitCode = failed ? 1 : 0;
}

/** Counts a stage without tests as one test. */
async function check(work: () => Promise<unknown>): Promise<StageResult> {
  await work();
  return toStageResult({ passed: 1 });
}

async function show(program: string, ...args: string[]): Promise<StageResult> {
  const ok = await runNodeVisibly([`node_modules/${program}`, ...args]);
  return toStageResult(ok ? { passed: 1 } : { failed: 1 });
}

async function checkTypes(): Promise<StageResult> {
  // Next generates the types of routes but does not delete those of removed routes.
  for (const folder of [".next/types", ".next/dev/types", ".next-build/types"])
    rmSync(folder, { recursive: true, force: true });
  const { ok, output } = await runNode(["node_modules/next/dist/bin/next", "typegen"], {
    NEXT_TELEMETRY_DISABLED: "1",
  });
  if (!ok) throw new CommandError(output);
  return show("typescript/bin/tsc", "--noEmit", "--incremental", "false");
}

async function buildIfNeeded(): Promise<void> {
  if (!findBuild()) await makeBuild();
}

/** Runs the projects with this prefix, in the order of vitest.config.ts. */
async function runVitest(project: "unit" | "database"): Promise<StageResult> {
  const reportFile = join(reports, `${project}.json`);
  const args = [
    ...["node_modules/vitest/vitest.mjs", "run", "--project", `${project}*`],
    ...["--reporter=default", "--reporter=json", `--outputFile.json=${reportFile}`],
    ...(selection.changedSince ? ["--changed", selection.changedSince] : []),
    ...(isPartial ? ["--passWithNoTests"] : []),
    ...selection.words,
  ];
  const ok = await runNodeVisibly(args, project === "database" ? await openServer() : {});
  return judge(ok, readVitestReport(reportFile));
}

async function runPlaywright(): Promise<StageResult> {
  const cli = ["--conditions=react-server", "node_modules/@playwright/test/cli.js", "test"];
  const changedFlows = selection.changedSince && (await listChangedFlows(selection.changedSince));
  if (changedFlows?.length === 0) return toStageResult({});
  const args = [...(isPartial ? ["--pass-with-no-tests"] : []), ...selection.words, ...(changedFlows ?? [])];
  const reportFile = join(reports, "e2e.json");
  const env = { ...(await findBrowser()), ...(await openServer()) };
  const ok = await runNodeVisibly([...cli, ...args], { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: reportFile });
  const outcome = judge(ok, readPlaywrightReport(reportFile));
  if (outcome.failures.length && !process.env.CI) {
    // Tracing doubles the cost of a flow, so only failed flows run again. They stay failed.
    console.log("\nThe failed flows run again, to record a trace of each.");
    await runNodeVisibly([...cli, "--last-failed", "--trace=on"], env);
  }
  return outcome;
}

/** Flows import most of the product through fixtures, so the import graph does not tell which flow tests what. */
async function listChangedFlows(revision: string): Promise<string[]> {
  const commands = [
    ["diff", "--name-only", "--diff-filter=d", revision],
    ["ls-files", "--others", "--exclude-standard"],
  ];
  const results = await Promise.all(commands.map((args) => runProcess("git", args)));
  const failed = results.find(({ ok }) => !ok);
  if (failed) throw new CommandError(failed.output);
  const files = results.flatMap(({ stdout }) => stdout.split("\n"));
  return files.filter((file) => /^tests\/e2e\/.*\.spec\.ts$/.test(file));
}

/** Starts one PostgreSQL for all stages on first use. */
async function openServer(): Promise<Record<string, string>> {
  postgres ??= await openTestPostgres();
  return { TEST_POSTGRES_URL: postgres.url };
}

/** Also fails a run whose files do not load, and a full run without tests. */
function judge(ok: boolean, outcome: StageResult): StageResult {
  const { passed, failed } = outcome.count;
  if (passed + failed === 0) console.log("No test ran.");
  const failedOtherwise = failed === 0 && (!ok || (passed === 0 && !isPartial));
  return failedOtherwise ? { ...outcome, count: { ...outcome.count, failed: 1 } } : outcome;
}

function cleanUp(): void {
  postgres?.stop();
  rmSync(reports, { recursive: true, force: true });
}
