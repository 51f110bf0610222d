import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { hideTooltips } from "./hints";

type Check = {
  /** Rules that do not apply to the screen. */
  except?: string[];
  /** Selectors. Without one, the whole page is checked in dark colours. */
  inDark?: string[];
};

/** Checks the screen by all rules of axe, then its contrast in dark colours too: no other rule depends on colours. */
export async function expectAccessible(page: Page, { except = [], inDark = [] }: Check = {}): Promise<void> {
  await hideTooltips(page);
  // Next sends the title of a page after its content.
  await expect(page).toHaveTitle(/./);
  expect(await findViolations(page, createAxe(page).disableRules(except))).toEqual([]);
  await setColours(page, "dark");
  const dark = inDark.reduce((axe, selector) => axe.include(selector), createAxe(page));
  expect(await findViolations(page, dark.withRules("color-contrast"))).toEqual([]);
  await setColours(page, "light");
}

/** In legacy mode axe opens no second page for each analysis. The other mode is for iframes of other origins. */
function createAxe(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
}

async function setColours(page: Page, colours: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme: colours });
  // next-themes follows the system in an effect. The example dashboard has no theme: its styles follow by themselves.
  await page.waitForFunction(
    (expected) => (document.documentElement.dataset.theme ?? expected) === expected,
    colours,
  );
}

async function findViolations(page: Page, axe: AxeBuilder): Promise<string[]> {
  // Tooltips, toasts and colours have too little contrast during their transition.
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => null))),
  );
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join("\n")}`);
}
