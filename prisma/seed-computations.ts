import type { ComputationForm, PropertyFormula } from "@/lib/computations/schema/computation";
import type { ConditionGroup } from "@/lib/computations/schema/condition";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import {
  allOf,
  anyOf,
  atLeast,
  hasHealth,
  hasNo,
  hasProperty,
  hasUsersIn,
  inSegment,
  inStage,
} from "./seed-conditions";

type Body = ComputationForm["body"];
type Rule = [name: string, weight: number, condition: ConditionGroup];

/** Saves a computation and returns its id. */
type Save = (form: ComputationForm) => Promise<string>;

/** Saves the demo's computations: first of users, as conditions of accounts read their segments. */
export async function saveDemoComputations(save: Save): Promise<void> {
  const powerUsersId = await seedUserComputations(toSavers("user", save));
  await seedAccountComputations(toSavers("account", save), powerUsersId);
}

async function seedUserComputations(save: Savers): Promise<string> {
  await save.property("Notes created in the last 30 days", countOf("note_created", 30));
  await save.property("Exports in the last 30 days", countOf("note_exported", 30));
  await save.property("Last sign-in", timeOfLast("signed_in"));
  const powerUsersId = await save.segment(
    "Power users",
    "Write and discuss: the people to ask for a reference.",
    allOf(atLeast(6, "note_created", 30), atLeast(4, "comment_added", 30)),
  );
  await save.segment(
    "New this month",
    "First seen in the last 30 days.",
    allOf(hasProperty("first_seen_at", { operator: "inLastDays", days: 30 })),
  );
  const dormantId = await save.segment(
    "Dormant",
    "Not seen for 30 days.",
    allOf(hasProperty("last_seen_at", { operator: "moreThanDaysAgo", days: 30 })),
  );
  await save.segment(
    "API enthusiasts",
    "Active users with an interest in the API.",
    allOf(
      hasProperty("interests", { operator: "hasAnyOf", values: ["api"] }),
      atLeast(3, "note_created", 30),
    ),
  );
  await save.score("Engagement score", [
    ["Signed in on the last 7 days", 30, allOf(atLeast(1, "signed_in", 7))],
    ["Writes notes", 25, allOf(atLeast(3, "note_created", 30))],
    ["Edits notes", 15, allOf(atLeast(5, "note_edited", 30))],
    ["Discusses", 20, allOf(atLeast(2, "comment_added", 30))],
    ["Invited a teammate", 10, allOf(atLeast(1, "teammate_invited", 30))],
  ]);
  const healthId = await save.health(
    "Users",
    allOf(hasProperty("engagement_score", { operator: "atLeast", value: 60 })),
    anyOf(inSegment(dormantId), atLeast(2, "support_ticket_opened", 30)),
  );
  await save.stage("Signed up", null, healthId);
  await save.stage("Activated", allOf(atLeast(2, "note_created")), healthId);
  await save.stage("Regular", allOf(atLeast(3, "signed_in", 14)), healthId);
  await save.stage("Champion", allOf(inSegment(powerUsersId), atLeast(1, "signed_in", 14)), healthId);
  await save.segment("At risk", "Whose health is bad.", allOf(hasHealth("bad")));
  return powerUsersId;
}

async function seedAccountComputations(save: Savers, powerUsersId: string): Promise<void> {
  await save.property("Sign-ins in the last 30 days", countOf("signed_in", 30));
  await save.property("Paid in the last 30 days (EUR)", {
    function: "sum",
    field: "amount",
    event: "invoice_paid",
    window: { range: "lastDays", days: 30 },
    where: [],
  });
  await save.property("Last invoice", timeOfLast("invoice_paid"));
  await save.score("Fit score", [
    ["Pays for a plan", 40, allOf(hasProperty("mrr", { operator: "greaterThan", value: 0 }))],
    ["20 seats or more", 30, allOf(hasProperty("seats", { operator: "atLeast", value: 20 }))],
    [
      "In a focus industry",
      20,
      allOf(
        hasProperty("industry", { operator: "isAnyOf", values: ["Education", "Finance", "Health", "Media"] }),
      ),
    ],
    [
      "In Western Europe",
      10,
      allOf(hasProperty("country", { operator: "isAnyOf", values: ["BE", "DE", "FR", "GB", "NL"] })),
    ],
  ]);
  await save.score("Adoption score", [
    ["Signs in often", 30, allOf(atLeast(8, "signed_in", 14))],
    ["Writes notes", 25, allOf(atLeast(20, "note_created", 30))],
    ["Shares notes", 15, allOf(atLeast(5, "note_shared", 30))],
    ["Exports notes", 10, allOf(atLeast(3, "note_exported", 30))],
    ["Has a power user", 20, allOf(hasUsersIn(powerUsersId, 1))],
  ]);
  const trialsId = await save.health(
    "Trials",
    allOf(atLeast(25, "note_created", 30)),
    allOf(hasNo("signed_in", 7)),
  );
  const customersId = await save.health(
    "Customers",
    allOf(hasProperty("adoption_score", { operator: "atLeast", value: 65 })),
    anyOf(
      hasProperty("adoption_score", { operator: "lessThan", value: 30 }),
      atLeast(3, "support_ticket_opened", 30),
    ),
    { isDefault: true },
  );
  const pays = hasProperty("mrr", { operator: "greaterThan", value: 0 });
  await save.stage("Lead", null, trialsId);
  const trialId = await save.stage(
    "Trial",
    allOf(hasProperty("trial_ends_at", { operator: "inNextDays", days: 60 })),
    trialsId,
  );
  const onboardingId = await save.stage("Onboarding", allOf(pays), customersId);
  const customerId = await save.stage(
    "Customer",
    allOf(pays, atLeast(1, "checklist_completed")),
    customersId,
  );
  await save.stage("Churned", allOf(hasProperty("cancelled_at", { operator: "isKnown" })), customersId);
  await save.segment("Paying customers", "", allOf(inStage(onboardingId, customerId)));
  await save.segment("In trial", "", allOf(inStage(trialId)));
  await save.segment(
    "Ready to expand",
    "Healthy customers with at least two power users.",
    allOf(inStage(customerId), hasHealth("good"), hasUsersIn(powerUsersId, 2)),
  );
  await save.segment(
    "Renewing soon",
    "The plan renews in the next 60 days.",
    allOf(inStage(onboardingId, customerId), hasProperty("renews_at", { operator: "inNextDays", days: 60 })),
  );
  await save.segment(
    "At risk",
    "Paying accounts whose health is bad.",
    allOf(inStage(onboardingId, customerId), hasHealth("bad")),
  );
}

type Savers = ReturnType<typeof toSavers>;

function toSavers(kind: ContactKind, save: Save) {
  const saveBody = (name: string, description: string, body: Body) =>
    save({ id: null, version: null, kind, name, description, body });
  return {
    segment: (name: string, description: string, condition: ConditionGroup) =>
      saveBody(name, description, { type: "segment", condition }),
    stage: (name: string, condition: ConditionGroup | null, healthProfileId: string) =>
      saveBody(name, "", { type: "stage", condition, healthProfileId }),
    health: (name: string, good: ConditionGroup, bad: ConditionGroup, { isDefault = false } = {}) =>
      saveBody(name, "", { type: "healthProfile", good, bad, isDefault }),
    score: (name: string, rules: Rule[]) =>
      saveBody(name, "", {
        type: "score",
        rules: rules.map(([rule, weight, condition]) => ({
          name: rule,
          weight,
          condition,
          skipUnknown: false,
        })),
        good: 70,
        bad: 30,
      }),
    property: (name: string, formula: PropertyFormula) => saveBody(name, "", { type: "property", formula }),
  };
}

function countOf(event: string, days: number): PropertyFormula {
  return { function: "count", event, window: { range: "lastDays", days }, where: [] };
}

function timeOfLast(event: string): PropertyFormula {
  return { function: "last", field: null, resultType: "date", event, window: { range: "ever" }, where: [] };
}
