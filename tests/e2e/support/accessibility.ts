import { readFileSync } from "node:fs";
import { expect, type Page } from "@playwright/test";
import type { AxeResults, ElementContext, RunOptions } from "axe-core";
import { hideTooltips } from "./hints";

type Check = {
  /** Rules that do not apply to the screen. */
  except?: string[];
  /** Selectors. Without one, the whole page is checked in dark colours. */
  inDark?: string[];
};

type Axe = { run: (context: ElementContext, options: RunOptions) => Promise<AxeResults> };

const axeSource = readFileSync("node_modules/axe-core/axe.min.js", "utf8");

/** Checks the screen by all rules of axe, then its contrast in dark colours too: no other rule depends on colours. */
export async function expectAccessible(page: Page, { except = [], inDark = [] }: Check = {}): Promise<void> {
  await hideTooltips(page);
  // Next sends the title of a page after its content.
  await expect(page).toHaveTitle(/./);
  const rules = Object.fromEntries(except.map((rule) => [rule, { enabled: false }]));
  expect(await findViolations(page, ["html"], { rules })).toEqual([]);
  await switchTransitions(page, "off");
  await setColours(page, "dark");
  const dark = inDark.length > 0 ? inDark : ["html"];
  expect(await findViolations(page, dark, { runOnly: ["color-contrast"] })).toEqual([]);
  await setColours(page, "light");
  await switchTransitions(page, "on");
}

/** Without transitions, a change of colours computes the styles of the page once, and not for each frame of 150 ms. */
async function switchTransitions(page: Page, to: "off" | "on"): Promise<void> {
  await page.evaluate((state) => {
    const style = new CSSStyleSheet();
    style.replaceSync("*, ::before, ::after { transition: none !important }");
    document.adoptedStyleSheets = state === "off" ? [style] : [];
  }, to);
}

async function setColours(page: Page, colours: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme: colours });
  // next-themes follows the system in an effect. The example dashboard has no theme: its styles follow by themselves.
  await page.waitForFunction(
    (expected) => (document.documentElement.dataset.theme ?? expected) === expected,
    colours,
  );
}

async function findViolations(page: Page, include: string[], options: RunOptions): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axeSource);
  return page.evaluate(
    async ([context, given]) => {
      // Tooltips and toasts have too little contrast during their transition.
      await Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => null)));
      const { axe } = window as unknown as { axe: Axe };
      const { violations } = await axe.run(context, { ...given, resultTypes: ["violations"] });
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join("\n")}`);
    },
    [{ include }, options] as const,
  );
}
