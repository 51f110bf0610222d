import { z } from "zod";
import { maxNameLength } from "@/lib/contacts/schema/property-limits";
import { Text } from "@/lib/text/text";
import { ValueTest } from "./operators";
import { Window } from "./window";

export const maxConditions = 50;
export const maxGroupDepth = 5;

const SegmentId = chosen("Choose a segment.", 40);
const StageId = Text(1, 40);
const Not = z.boolean();
const wholeNumber = "Enter a whole number.";

/** A test of an event's metadata. */
export const EventFilter = z.strictObject({
  name: chosen("Enter a name.", maxNameLength),
  test: ValueTest,
  not: Not,
});
export type EventFilter = z.infer<typeof EventFilter>;

const PropertyCondition = z.strictObject({
  type: z.literal("property"),
  /** A property, computed ones included, or one of `builtInProperties`. */
  name: chosen("Choose a property.", maxNameLength),
  test: ValueTest,
  not: Not,
});

export const maxEventFilters = 5;
export const maxTimes = 1_000;

const EventCondition = z.strictObject({
  type: z.literal("event"),
  event: chosen("Choose an event.", maxNameLength),
  count: z.strictObject({
    operator: z.enum(["atLeast", "atMost", "exactly"]),
    times: z.int(wholeNumber).min(0).max(maxTimes),
  }),
  window: Window,
  where: z.array(EventFilter).max(maxEventFilters),
});

const SegmentCondition = z.strictObject({ type: z.literal("segment"), segmentId: SegmentId, not: Not });

const StageCondition = z.strictObject({
  type: z.literal("stage"),
  stageIds: z.array(StageId).min(1, "Choose at least one stage.").max(20),
  not: Not,
});

export const healthValues = ["good", "normal", "bad"] as const;
export type HealthValue = (typeof healthValues)[number];
export const healthLabels: Record<HealthValue, string> = { good: "Good", normal: "Normal", bad: "Bad" };

const HealthCondition = z.strictObject({
  type: z.literal("health"),
  values: z.array(z.enum(healthValues)).min(1, "Choose at least one health.").max(healthValues.length),
  not: Not,
});

/**
 * Of an account by its users, or of a user by their accounts: how many of them are in a segment of the other kind. "all"
 * and "any" are false without any; "none" is the complement of "any".
 */
const RelatedCondition = z.strictObject({
  type: z.literal("related"),
  quantity: z.discriminatedUnion("of", [
    z.strictObject({ of: z.literal("any") }),
    z.strictObject({ of: z.literal("all") }),
    z.strictObject({ of: z.literal("none") }),
    z.strictObject({ of: z.literal("atLeast"), count: z.int(wholeNumber).min(1).max(10_000) }),
  ]),
  segmentId: SegmentId,
});

export type LeafCondition =
  | z.infer<typeof PropertyCondition>
  | z.infer<typeof EventCondition>
  | z.infer<typeof SegmentCondition>
  | z.infer<typeof StageCondition>
  | z.infer<typeof HealthCondition>
  | z.infer<typeof RelatedCondition>;

export type ConditionGroup = { type: "group"; match: "all" | "any" | "none"; conditions: Condition[] };
export type Condition = LeafCondition | ConditionGroup;
export type ConditionOf<Type extends Condition["type"]> = Extract<Condition, { type: Type }>;

const GroupCondition = z.strictObject({
  type: z.literal("group"),
  match: z.enum(["all", "any", "none"]),
  conditions: z.lazy(() => z.array(AnyCondition).min(1, "Add a condition.").max(maxConditions)),
});

/** Discriminated, so that issues have the path of the field. */
const AnyCondition: z.ZodType<Condition> = z.discriminatedUnion("type", [
  PropertyCondition,
  EventCondition,
  SegmentCondition,
  StageCondition,
  HealthCondition,
  RelatedCondition,
  GroupCondition,
]);

/** The condition of a definition: a group, at most `maxGroupDepth` deep with `maxConditions` in total. */
export const RootCondition: z.ZodType<ConditionGroup> = GroupCondition.refine(
  (root) => getDepth(root) <= maxGroupDepth,
  `Groups may be ${maxGroupDepth} deep at most.`,
).refine((root) => countConditions(root) <= maxConditions, `Use ${maxConditions} conditions at most.`);

/** A text with its own error message for an empty value. */
function chosen(emptyMessage: string, max: number) {
  return z.string().min(1, emptyMessage).pipe(Text(0, max));
}

function getDepth(condition: Condition): number {
  return condition.type === "group" ? 1 + Math.max(0, ...condition.conditions.map(getDepth)) : 0;
}

export function countConditions(condition: Condition): number {
  return condition.type === "group"
    ? condition.conditions.reduce((sum, part) => sum + countConditions(part), 0)
    : 1;
}

/** Calls `visit` with each condition that is not a group. */
export function visitLeaves(condition: Condition, visit: (leaf: LeafCondition) => void): void {
  if (condition.type !== "group") visit(condition);
  else for (const part of condition.conditions) visitLeaves(part, visit);
}

/** What a contact has besides its properties, under names that conditions use. Sent properties win over them. */
export const builtInProperties = {
  user: {
    user_id: { label: "User ID", type: "string" },
    email: { label: "Email", type: "string" },
    first_seen_at: { label: "First seen", type: "date" },
    last_seen_at: { label: "Last seen", type: "date" },
  },
  account: {
    account_id: { label: "Account ID", type: "string" },
    domain: { label: "Domain", type: "string" },
    first_seen_at: { label: "First seen", type: "date" },
    last_seen_at: { label: "Last seen", type: "date" },
  },
} as const;
