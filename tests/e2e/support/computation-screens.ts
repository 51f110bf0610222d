import { expect, type Locator, type Page } from "@playwright/test";
import type { WorkspaceId } from "@/lib/auth/actor";
import { saveComputation } from "@/lib/computations/mutations";
import type { ComputationForm } from "@/lib/computations/schema/computation";
import type { ConditionGroup } from "@/lib/computations/schema/condition";
import { upsertUser } from "@/lib/contacts/mutations";
import { trackEvent } from "@/lib/events/mutations";
import { insertApplication } from "./applications";
import { clickHydrated } from "./hydration";
import type { Member } from "./people";

type Properties = Record<string, string | number | boolean>;

/** Creates users, with their properties by user id. */
export async function insertUsers(
  workspaceId: WorkspaceId,
  users: Record<string, Properties>,
): Promise<void> {
  for (const [userId, properties] of Object.entries(users))
    await upsertUser(workspaceId, {
      identification: { userId },
      properties: new Map(Object.entries(properties)),
    });
}

export async function insertEvents(
  workspaceId: WorkspaceId,
  userId: string,
  name: string,
  metadata: Properties[],
): Promise<void> {
  for (const entry of metadata)
    await trackEvent(workspaceId, {
      identification: { user: { userId } },
      name,
      metadata: new Map(Object.entries(entry)),
    });
}

/** Creates a computation of users. */
export function insertComputation(
  { workspaceId, personId }: Member,
  name: string,
  body: ComputationForm["body"],
): Promise<{ id: string }> {
  const form = { id: null, version: null, kind: "user", name, description: "", body } as const;
  return saveComputation({ workspaceId, personId }, form);
}

/** Holds if a text property has the value. */
export function hasText(name: string, value: string): ConditionGroup {
  return {
    type: "group",
    match: "all",
    conditions: [{ type: "property", name, not: false, test: { operator: "is", value } }],
  };
}

/** Chooses an option of a select with a search. */
export async function chooseOption(page: Page, select: Locator, label: string): Promise<void> {
  await clickHydrated(select);
  await page.getByRole("combobox", { name: "Search" }).fill(label);
  await page.keyboard.press("Enter");
  await expect(select).toHaveText(label);
}

/** A builder by its label: "Conditions". */
export function findBuilder(page: Page, label: string): Locator {
  return page.getByRole("group", { name: label, exact: true });
}

interface PropertyTest {
  property: string;
  /** The label of the operator; by default the first of the type. */
  operator?: string;
  value: string;
}

/** Adds a condition to a builder without conditions. */
export async function addPropertyCondition(
  page: Page,
  builder: Locator,
  { property, operator, value }: PropertyTest,
): Promise<void> {
  await clickHydrated(builder.getByRole("button", { name: "Add condition" }));
  await page.getByRole("menuitem", { name: "Property" }).click();
  const row = builder.getByRole("group", { name: "Condition 1 of 1" });
  await chooseOption(page, row.getByRole("combobox", { name: "Property" }), property);
  if (operator) await row.getByRole("combobox", { name: "Operator" }).selectOption({ label: operator });
  await row.getByLabel("Value").fill(value);
}

/** Sends data to the API of a member's workspace. */
export async function createSender(member: Member): Promise<(path: string, body: object) => Promise<void>> {
  const allow = ["Track events, create and update contacts"];
  const { key } = await insertApplication({ member, allow });
  return async (path, body) => {
    const response = await fetch(`${process.env.BASE_URL}/api${path}`, {
      method: "POST",
      headers: { "x-api-key": key, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`);
  };
}

/** Adds a condition at the end of the outermost group. Returns its row. */
export async function addCondition(page: Page, type: string): Promise<Locator> {
  const button = page.getByRole("button", { name: "Add condition" }).last();
  await clickHydrated(button);
  await page.getByRole("menuitem", { name: type, exact: true }).click();
  const row = page.getByRole("group", { name: /^Condition \d+ of \d+$/ }).last();
  // The focus moves there once the menu is closed.
  await expect(row.getByRole("combobox").first()).toBeFocused();
  return row;
}
