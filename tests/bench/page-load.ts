import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "@playwright/test";
import { encode } from "next-auth/jwt";
import { findBuild, makeBuild, toEnvironment } from "@/scripts/build/production-build";
import { withProgress } from "@/scripts/command/progress";
import { migrate } from "@/scripts/database/migrations";
import { startPostgres } from "@/scripts/database/postgres";
import { findBrowser } from "@/scripts/test/browser";
import { type Contender, startContender } from "./contender";
import { environment, seedDemo } from "./demo-data";
import { median } from "./measure";

/**
 * The first load of the page API access of the demo workspace, with an empty cache and the renderer slowed four times:
 * largest contentful paint, layout shift, and the compressed JavaScript that it loads without an interaction.
 */
const rounds = Number(process.env.BENCH_ROUNDS || 9);
const cpuThrottle = 4;

type Load = { paint: number; shift: number; script: number };

export async function benchPageLoad(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "api-access-bench-"));
  chmodSync(folder, 0o711);
  const postgres = await withProgress("Starting PostgreSQL", () => startPostgres(folder));
  const { CHROMIUM_PATH } = await findBrowser();
  const browser = await chromium.launch({
    executablePath: CHROMIUM_PATH || undefined,
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
  let server: Contender | undefined;
  try {
    await migrate(postgres.url);
    const token = await withProgress("Seeding", () => seedOwner(postgres.url));
    const build = findBuild() ?? (await withProgress("Building the application", makeBuild));
    const env = { ...environment, ...toEnvironment(build), DATABASE_URL: postgres.url };
    server = await startContender("this build", build.server, env);
    const loads: Load[] = [];
    // The first one warms the server.
    for (let round = 0; round <= rounds; round += 1) loads.push(await loadOnce(browser, server.url, token));
    report(loads.slice(1));
  } finally {
    await browser.close();
    await server?.stop();
    postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Returns the token of an owner's session. */
async function seedOwner(databaseUrl: string): Promise<string> {
  const { workspaceId, prisma } = await seedDemo(databaseUrl);
  const { createSession } = await import("@/lib/sessions/mutations");
  const { personId } = await prisma.membership.findFirstOrThrow({ where: { workspaceId, role: "owner" } });
  const token = (await createSession({ id: personId })) ?? undefined;
  return encode({ token, secret: environment.NEXTAUTH_SECRET });
}

async function loadOnce(browser: Browser, url: string, token: string): Promise<Load> {
  const { getCookieName } = await import("@/lib/auth/cookies");
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.addCookies([{ name: getCookieName("session-token"), value: token, url, httpOnly: true }]);
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: cpuThrottle });
  await page.addInitScript(() => {
    const seen = { paint: 0, shift: 0 };
    Object.assign(window, { seen });
    new PerformanceObserver((list) => {
      for (const { startTime } of list.getEntries()) seen.paint = startTime;
    }).observe({ type: "largest-contentful-paint", buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.shift += (entry as never as { value: number }).value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(`${url}/demo/settings/api-access`);
  await page.locator('html[data-shortcuts~="c"]').waitFor({ state: "attached" });
  await page.waitForLoadState("networkidle");
  const load = await page.evaluate(() => {
    const scripts = performance
      .getEntriesByType("resource")
      .filter(({ name }) => name.includes("/_next/static/chunks/") && name.includes(".js"));
    const script = scripts.reduce(
      (sum, entry) => sum + (entry as PerformanceResourceTiming).encodedBodySize,
      0,
    );
    return { ...(window as never as { seen: { paint: number; shift: number } }).seen, script };
  });
  await context.close();
  return load;
}

function report(loads: Load[]): void {
  const of = (part: keyof Load) => median(loads.map((load) => load[part]));
  console.log(
    `\nFirst load of API access, processor slowed ${cpuThrottle} times, ${rounds} loads, medians\n`,
  );
  console.log(`  largest contentful paint  ${of("paint").toFixed(0)} ms`);
  console.log(
    `  layout shift              ${Math.max(...loads.map(({ shift }) => shift)).toFixed(4)} at most`,
  );
  console.log(`  JavaScript                ${(of("script") / 1_000).toFixed(0)} kB compressed`);
}
