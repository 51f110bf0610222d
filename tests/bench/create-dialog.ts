import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CDPSession, chromium, type Page } from "@playwright/test";
import { encode } from "next-auth/jwt";
import { type Build, findBuild, makeBuild, toEnvironment } from "@/scripts/build/production-build";
import { withProgress } from "@/scripts/command/progress";
import { migrate } from "@/scripts/database/migrations";
import { startPostgres } from "@/scripts/database/postgres";
import { findBrowser } from "@/scripts/test/browser";
import { type Contender, startContender } from "./contender";
import { environment, seedDemo } from "./demo-data";
import { median } from "./measure";

/**
 * Main-thread time of opening the dialog that creates an application, on a list of 50, compared with a fixed loop in the same
 * page. BENCH_BASELINE names the folder of another checkout with a build: its openings alternate with this one's.
 */
const rounds = Number(process.env.BENCH_ROUNDS || 15);
const applications = 50;

type Opening = { main: number; script: number; style: number; layout: number; loop: number; shift: number };
type Side = { name: string; page: Page; session: CDPSession; first: Opening | null; openings: Opening[] };

export async function benchCreateDialog(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "api-access-bench-"));
  chmodSync(folder, 0o711);
  const postgres = await withProgress("Starting PostgreSQL", () => startPostgres(folder));
  const contenders: Contender[] = [];
  const { CHROMIUM_PATH } = await findBrowser();
  const browser = await chromium.launch({
    executablePath: CHROMIUM_PATH || undefined,
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
  try {
    await migrate(postgres.url);
    const token = await withProgress("Seeding", () => seedApplications(postgres.url));
    const build = findBuild() ?? (await withProgress("Building the application", makeBuild));
    const env = { ...environment, DATABASE_URL: postgres.url };
    contenders.push(await startContender("this build", build.server, { ...env, ...toEnvironment(build) }));
    const baseline = process.env.BENCH_BASELINE;
    if (baseline) contenders.push(await startBaseline(baseline, env));
    const sides: Side[] = [];
    for (const { name, url } of contenders) {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" });
      await openList(page, url, token);
      sides.push({
        name,
        page,
        session: await page.context().newCDPSession(page),
        first: null,
        openings: [],
      });
    }
    for (const { session } of sides) await session.send("Performance.enable");
    for (const side of sides) side.first = await openOnce(side);
    for (let round = 0; round < rounds; round += 1)
      for (const side of sides) side.openings.push(await openOnce(side));
    report(sides);
  } finally {
    await browser.close();
    for (const { stop } of contenders) await stop();
    postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Returns the token of an owner's session. */
async function seedApplications(databaseUrl: string): Promise<string> {
  const { workspaceId, prisma } = await seedDemo(databaseUrl);
  const { createApplication } = await import("@/lib/applications/mutations");
  const { createSession } = await import("@/lib/sessions/mutations");
  for (let index = 0; index < applications; index += 1)
    await createApplication(workspaceId as never, null, {
      name: `Application ${index}`,
      permissions: ["ReadContacts", "ReadEvents"],
    });
  const { personId } = await prisma.membership.findFirstOrThrow({ where: { workspaceId, role: "owner" } });
  const token = (await createSession({ id: personId })) ?? undefined;
  return encode({ token, secret: environment.NEXTAUTH_SECRET });
}

async function startBaseline(folder: string, env: Record<string, string>): Promise<Contender> {
  const here = process.cwd();
  process.chdir(folder);
  try {
    const build: Build | null = findBuild();
    if (!build) throw new Error(`There is no build in ${folder}: npm run build`);
    return await startContender("baseline", build.server, { ...env, ...toEnvironment(build) });
  } finally {
    process.chdir(here);
  }
}

async function openList(page: Page, url: string, token: string): Promise<void> {
  const { getCookieName } = await import("@/lib/auth/cookies");
  for (const name of [getCookieName("session-token"), "next-auth.session-token"])
    await page.context().addCookies([{ name, value: token, url, httpOnly: true }]);
  await page.addInitScript(() => {
    Object.assign(window, { shift: 0 });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        (window as never as { shift: number }).shift += (entry as never as { value: number }).value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(`${url}/demo/settings/api-access`);
  await page.locator('html[data-shortcuts~="c"]').waitFor({ state: "attached" });
  await page.waitForLoadState("networkidle");
}

async function openOnce({ page, session }: Side): Promise<Opening> {
  await page.bringToFront();
  const loop = await page.evaluate(runLoop);
  const create = page.getByRole("button", { name: "Create application", exact: true });
  // As a person does: hover before the click.
  await create.hover();
  await settle(page);
  const before = await readMetrics(page, session);
  await page.mouse.down();
  await page.mouse.up();
  await page.getByRole("dialog").waitFor();
  await settle(page);
  const after = await readMetrics(page, session);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.mouse.move(700, 890);
  await settle(page);
  const [main, script, style, layout, shift] = after.map((value, index) => value - (before[index] ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  return { main, script, style, layout, shift, loop };
}

/** Waits for two frames and an idle callback. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise((resolve) =>
        requestAnimationFrame(() => requestAnimationFrame(() => requestIdleCallback(resolve))),
      ),
  );
}

async function readMetrics(page: Page, session: CDPSession): Promise<number[]> {
  const { metrics } = await session.send("Performance.getMetrics");
  const names = ["TaskDuration", "ScriptDuration", "RecalcStyleDuration", "LayoutDuration"];
  const shift = await page.evaluate(() => (window as never as { shift: number }).shift);
  return [
    ...names.map((name) => (metrics.find((metric) => metric.name === name)?.value ?? 0) * 1_000),
    shift,
  ];
}

/** Milliseconds of a fixed loop: the current speed of the machine. */
function runLoop(): number {
  const start = performance.now();
  let sum = 0;
  for (let index = 0; index < 30_000_000; index += 1) sum = (sum * 31 + index) | 0;
  return sum === 0 ? 0 : performance.now() - start;
}

function report(sides: Side[]): void {
  console.log(
    `\nOpening "Create application" on a list of ${applications}, ${rounds} times, medians in ms\n`,
  );
  const [ours, baseline] = sides;
  for (const { name, first, openings } of sides) {
    const of = (part: keyof Opening) => median(openings.map((opening) => opening[part]));
    console.log(
      `  ${name.padEnd(12)} main thread ${of("main").toFixed(0)} (script ${of("script").toFixed(0)}, style ${of("style").toFixed(0)}, layout ${of("layout").toFixed(0)}); first opening ${first?.main.toFixed(0)}; layout shift ${Math.max(...openings.map(({ shift }) => shift)).toFixed(4)}`,
    );
    console.log(
      `  ${"".padEnd(12)} / fixed loop  ${median(openings.map(({ main, loop }) => main / loop)).toFixed(2)} (loop ${of("loop").toFixed(0)} ms)`,
    );
  }
  if (!ours || !baseline) return;
  const ratios = ours.openings.map(
    ({ main }, round) => main / (baseline.openings[round]?.main ?? Number.NaN),
  );
  console.log(`\n  this build / baseline  ${median(ratios).toFixed(2)}`);
}
