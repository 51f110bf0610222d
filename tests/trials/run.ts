import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { generateClient } from "@/scripts/build/generate-client";
import { findBuild, makeBuild } from "@/scripts/build/production-build";
import { formatElapsed, withProgress } from "@/scripts/command/progress";
import { CommandError, runCommand, toSentence } from "@/scripts/command/run-command";
import { createMigratedDatabase, openTestPostgres } from "@/tests/support/servers/postgres";
import { nextAuthSecret, startServer } from "@/tests/support/servers/production-server";
import { type Figure, isWithinLimit, type Trial, type World } from "./support/trial";

/**
 * `npm run trials`, `npm run trials -- NAME…`: measures the limits of docs/security.md against a production server on
 * loopback. Prints each figure beside its limit, and fails past it.
 */

const suffix = ".trial.ts";
const folder = import.meta.dirname;

await runCommand(async () => {
  const names = selectTrials(process.argv.slice(2));
  await generateClient();
  if (!findBuild()) await withProgress("Building the application", makeBuild);
  const postgres = await withProgress("Starting PostgreSQL", openTestPostgres);
  const failed: string[] = [];
  try {
    const databaseUrl = await createMigratedDatabase(postgres.url, `trials_${randomUUID()}`);
    // The trials and factories read the environment when they are loaded.
    Object.assign(process.env, {
      DATABASE_URL: databaseUrl,
      NEXTAUTH_SECRET: nextAuthSecret,
      NEXTAUTH_URL: "http://localhost",
    });
    for (const name of names) if (!(await runTrial(name, databaseUrl))) failed.push(name);
  } finally {
    const { pool } = await import("@/lib/db/pool");
    await pool.end();
    postgres.stop();
  }
  if (failed.length > 0) throw new CommandError(`Over a limit or failed: ${failed.join(", ")}`);
});

function selectTrials(words: readonly string[]): string[] {
  const all = readdirSync(folder)
    .filter((file) => file.endsWith(suffix))
    .map((file) => file.slice(0, -suffix.length))
    .toSorted();
  const selected = words.length === 0 ? all : all.filter((name) => words.some((word) => name.includes(word)));
  if (selected.length === 0) throw new CommandError(`No such trial. There are: ${all.join(", ")}`);
  return selected;
}

async function runTrial(name: string, databaseUrl: string): Promise<boolean> {
  const { default: trial } = (await import(join(folder, name + suffix))) as { default: Trial };
  const { createApplicationIn } = await import("@/tests/support/factories/application");
  console.log(`\n${name}: ${trial.title}`);
  const startedAt = performance.now();
  const server = await startServer({ databaseUrl, rateLimitPerMinute: 1_000_000_000, env: trial.env });
  const abort = new AbortController();
  const createApplication = () => createApplicationIn();
  try {
    const figures = await withinTime(trial, { server, databaseUrl, createApplication, signal: abort.signal });
    for (const figure of figures) print(figure);
    console.log(`  ${formatElapsed(startedAt)}`);
    return figures.every(isWithinLimit);
  } catch (error) {
    console.log(`  ✗ ${toSentence(error)}`);
    return false;
  } finally {
    abort.abort();
    await server.kill();
  }
}

function withinTime({ run, maxSeconds = 60 }: Trial, world: World): Promise<Figure[]> {
  const timeout = pause(maxSeconds * 1_000, undefined, { signal: world.signal }).then(() => {
    throw new CommandError(`It took more than ${maxSeconds} seconds.`);
  });
  const figures = run(world);
  // The loser of the race is rejected by the abort.
  for (const promise of [timeout, figures]) promise.catch(() => undefined);
  return Promise.race([figures, timeout]);
}

function print(figure: Figure): void {
  const [word, limit] = "atMost" in figure ? ["at most", figure.atMost] : ["at least", figure.atLeast];
  const sign = isWithinLimit(figure) ? "✓" : "✗";
  console.log(
    `  ${sign} ${figure.name.padEnd(60)} ${format(figure.value, figure.unit).padStart(14)}   ${word} ${format(limit, figure.unit)}`,
  );
}

function format(value: number, unit: string): string {
  return `${value.toLocaleString("en", { maximumFractionDigits: value < 10 ? 2 : 0 })} ${unit}`;
}
