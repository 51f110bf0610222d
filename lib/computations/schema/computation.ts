import { z } from "zod";
import { maxNameLength } from "@/lib/contacts/schema/property-limits";
import { DisplayName } from "@/lib/text/display-name";
import { Text } from "@/lib/text/text";
import { EventFilter, maxEventFilters, RootCondition } from "./condition";
import { Window } from "./window";

/** What admins define and the platform computes for each contact of a kind. */
export const computationTypes = ["segment", "stage", "healthProfile", "score", "property"] as const;
export type ComputationType = (typeof computationTypes)[number];

export const computationNouns: Record<ComputationType, string> = {
  segment: "segment",
  stage: "stage",
  healthProfile: "health profile",
  score: "score",
  property: "computed property",
};

/** Per workspace and kind of contact. */
export const maxComputations: Record<ComputationType, number> = {
  segment: 500,
  stage: 20,
  healthProfile: 20,
  score: 50,
  property: 200,
};

export const ContactKindInput = z.enum(["user", "account"]);

const Id = Text(1, 40);
/** Limits keep their own messages. */
const WholePart = z.int({
  error: ({ code }) => (code === "invalid_type" ? "Enter a whole number." : undefined),
});
const Percent = WholePart.min(0).max(100);

export const SegmentBody = z.strictObject({ type: z.literal("segment"), condition: RootCondition });

/** Of several stages whose condition holds, the last one wins. Without a condition, it holds for every contact. */
export const StageBody = z.strictObject({
  type: z.literal("stage"),
  condition: RootCondition.nullable(),
  /** The profile that decides the health of contacts in this stage; null for none. */
  healthProfileId: Id.nullable(),
});

/** Good if `good` holds, else bad if `bad` holds, else normal. */
export const HealthProfileBody = z.strictObject({
  type: z.literal("healthProfile"),
  good: RootCondition,
  bad: RootCondition,
  /** For contacts without a stage, and in stages without a profile. At most one per kind. */
  isDefault: z.boolean(),
});

export const maxScoreRules = 30;

export const ScoreRule = z.strictObject({
  name: DisplayName(60, { empty: "Enter a name.", tooLong: "Use 60 characters at most." }),
  weight: WholePart.min(1).max(100),
  condition: RootCondition,
  /** Whether the rule does not count for contacts of which one of its properties is unknown. */
  skipUnknown: z.boolean(),
});

/**
 * 100 × the weights of the rules that hold ÷ the weights of those that count, rounded. No value if none counts. At or
 * above `good` the score is good, below `bad` it is bad.
 */
export const ScoreBody = z
  .strictObject({
    type: z.literal("score"),
    rules: z.array(ScoreRule).min(1, "Add a rule.").max(maxScoreRules),
    good: Percent,
    bad: Percent,
  })
  .refine(({ good, bad }) => bad <= good, { path: ["bad"], message: "Enter at most the lower end of good." });

const FieldName = Text(1, maxNameLength);
const eventSource = { event: FieldName, window: Window, where: z.array(EventFilter).max(maxEventFilters) };
export const resultTypes = ["string", "number", "boolean", "date"] as const;

/** Functions of the events of a contact within a window, or of one of its dates. `field` is a name in the metadata. */
export const PropertyFormula = z.discriminatedUnion("function", [
  z.strictObject({ function: z.literal("count"), ...eventSource }),
  z.strictObject({ function: z.enum(["sum", "average", "min", "max"]), field: FieldName, ...eventSource }),
  z.strictObject({ function: z.literal("distinct"), field: FieldName, ...eventSource }),
  /** Without a field, the time of the event. */
  z.strictObject({
    function: z.enum(["first", "last"]),
    field: FieldName.nullable(),
    resultType: z.enum(resultTypes),
    ...eventSource,
  }),
  /** Whole days between a date and today, in the workspace's time zone. Negative before the date. */
  z.strictObject({ function: z.literal("daysSince"), property: FieldName }),
]);
export type PropertyFormula = z.infer<typeof PropertyFormula>;

export const PropertyBody = z.strictObject({ type: z.literal("property"), formula: PropertyFormula });

export const ComputationBody = z.discriminatedUnion("type", [
  SegmentBody,
  StageBody,
  HealthProfileBody,
  ScoreBody,
  PropertyBody,
]);
export type ComputationBody = z.infer<typeof ComputationBody>;
export type BodyOf<Type extends ComputationType> = Extract<ComputationBody, { type: Type }>;

const maxComputationName = 80;

export const ComputationName = DisplayName(maxComputationName, {
  empty: "Enter a name.",
  tooLong: `Use ${maxComputationName} characters at most.`,
});

/** The form of each screen. `id` and `version` are null for a new one. */
export const ComputationForm = z.strictObject({
  id: Id.nullable(),
  /** The version that was edited: saving rejects another one with "conflict". */
  version: z.int().nullable(),
  kind: ContactKindInput,
  name: ComputationName,
  description: Text(0, 500),
  body: ComputationBody,
});
export type ComputationForm = z.infer<typeof ComputationForm>;

/** A stored computation, as the engine and the screens read it. */
export type Computation<Type extends ComputationType = ComputationType> = {
  id: string;
  type: Type;
  kind: "user" | "account";
  name: string;
  description: string;
  /** Null for a segment from before segments had conditions: its members never change. */
  body: BodyOf<Type> | null;
  /** The order of stages, from 0. */
  position: number;
  version: number;
  /** The name of the property that holds a score or a computed property; null for other types. */
  propertyName: string | null;
};
