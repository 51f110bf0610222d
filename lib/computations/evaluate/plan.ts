import type { BodyOf, Computation, PropertyFormula } from "@/lib/computations/schema/computation";
import type { ConditionOf, EventFilter, LeafCondition } from "@/lib/computations/schema/condition";
import type { Window } from "@/lib/computations/schema/window";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import { type Calendar, getCalendar } from "./calendar";
import {
  buildGraph,
  healthKey,
  listLeaves,
  listReadEvents,
  listReadProperties,
  mapOutputs,
  type NodeKey,
  type OutputNames,
  type OutputNamesByKind,
  segmentListKey,
  sortNodes,
  stageKey,
  toNodeKey,
} from "./graph";

/** A query about the events of a contact. Computations with equal measures share one. */
export type Measure = {
  /** The id of the event definition; null for an event that was never sent. */
  eventId: string | null;
  event: string;
  window: Window;
  where: EventFilter[];
} & (
  | { of: "count" /** Counts up to this many, the newest first; null counts all. */; limit: number | null }
  | { of: "values"; formula: Exclude<PropertyFormula, { function: "daysSince" | "count" }> }
);

export type CompiledComputation = Computation & { body: NonNullable<Computation["body"]> };
export type CompiledOf<Type extends Computation["type"]> = CompiledComputation & { body: BodyOf<Type> };

/** Sets the result of one computation, or of all those that decide together. */
export type PlanStep = CompiledComputation | "stage" | "health" | "segmentList";

/** The computations of one kind of contact, prepared for evaluation. */
export type Plan = {
  kind: ContactKind;
  calendar: Calendar;
  /** In an order in which each step comes after what it reads. */
  steps: PlanStep[];
  computations: CompiledComputation[];
  segments: CompiledOf<"segment">[];
  /** In the order of the property that lists them. */
  segmentsByName: CompiledOf<"segment">[];
  /** By position. */
  stages: CompiledOf<"stage">[];
  healthProfiles: CompiledOf<"healthProfile">[];
  names: OutputNames;
  /** Names of computed properties, and of those of deleted computations. */
  outputs: Map<string, NodeKey>;
  removedProperties: string[];
  measures: Measure[];
  /** Of all measures. */
  eventIds: string[];
  /** The position of a condition's or formula's measure. */
  measureOf: Map<object, number>;
  /** Segments of the other kind that "related" conditions read. */
  relatedSegments: string[];
};

export type PlanSource = {
  /** Of both kinds. */
  computations: readonly Computation[];
  names: OutputNamesByKind;
  /** Ids of event definitions by name. */
  eventIds: ReadonlyMap<string, string>;
  timeZone: string;
  removedProperties?: string[];
};

export function compilePlan(kind: ContactKind, source: PlanSource): Plan {
  const { computations, names, eventIds, timeZone, removedProperties = [] } = source;
  const sorted = sortNodes(buildGraph(computations, names));
  if ("cycle" in sorted) throw new Error(`The computations have a cycle: ${sorted.cycle.join(", ")}`);
  const compiled = computations
    .filter((computation): computation is CompiledComputation => computation.body !== null)
    .filter((computation) => computation.kind === kind)
    .toSorted((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1));
  const ofType = <Type extends Computation["type"]>(type: Type) =>
    compiled.filter((computation): computation is CompiledOf<Type> => computation.body.type === type);
  const stepsByKey = new Map<NodeKey, PlanStep>([
    ...compiled.map((computation) => [toNodeKey(computation), computation] as const),
    [stageKey(kind), "stage"],
    [healthKey(kind), "health"],
    [segmentListKey(kind), "segmentList"],
  ]);
  const plan: Plan = {
    kind,
    calendar: getCalendar(timeZone),
    steps: sorted.order.flatMap((key) => stepsByKey.get(key) ?? []),
    computations: compiled,
    segments: ofType("segment"),
    segmentsByName: ofType("segment").toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    stages: ofType("stage"),
    healthProfiles: ofType("healthProfile"),
    names: names[kind],
    outputs: mapOutputs(computations, kind, names[kind]),
    removedProperties,
    measures: [],
    eventIds: [],
    measureOf: new Map(),
    relatedSegments: [],
  };
  const positions = new Map<string, number>();
  const addMeasure = (owner: object, measure: Measure) => {
    const key = JSON.stringify(measure);
    const position = positions.get(key) ?? plan.measures.push(measure) - 1;
    positions.set(key, position);
    plan.measureOf.set(owner, position);
  };
  const related = new Set<string>();
  for (const computation of compiled) {
    for (const leaf of listLeaves(computation)) {
      if (leaf.type === "event") addMeasure(leaf, toMeasure(leaf, eventIds));
      else if (leaf.type === "related") related.add(leaf.segmentId);
    }
    const formula = computation.body.type === "property" ? computation.body.formula : null;
    if (formula && formula.function !== "daysSince") addMeasure(formula, toFormulaMeasure(formula, eventIds));
  }
  plan.relatedSegments = [...related];
  plan.eventIds = [...new Set(plan.measures.flatMap(({ eventId }) => eventId ?? []))];
  return plan;
}

function toMeasure(
  leaf: Extract<LeafCondition, { type: "event" }>,
  eventIds: PlanSource["eventIds"],
): Measure {
  const { event, window, where } = leaf;
  return {
    eventId: eventIds.get(event) ?? null,
    event,
    window,
    where,
    of: "count",
    limit: getCountLimit(leaf),
  };
}

/** Counting more events than this changes nothing. "At most" and "exactly" must see one more. */
export function getCountLimit({ count: { operator, times } }: ConditionOf<"event">): number {
  return operator === "atLeast" ? Math.max(1, times) : times + 1;
}

function toFormulaMeasure(
  formula: Exclude<PropertyFormula, { function: "daysSince" }>,
  eventIds: PlanSource["eventIds"],
): Measure {
  const { event, window, where } = formula;
  const shared = { eventId: eventIds.get(event) ?? null, event, window, where };
  if (formula.function === "count") return { ...shared, of: "count", limit: null };
  // The time of the first or last event needs no metadata.
  if ((formula.function === "first" || formula.function === "last") && formula.field === null)
    return { ...shared, of: "count", limit: formula.function === "last" ? 1 : null };
  return { ...shared, of: "values", formula };
}

/** What triggers have to watch: see `ComputationScope`. */
export function listReads(plan: Plan): {
  properties: string[];
  events: string[];
  segmentIds: string[];
  readsActivity: boolean;
} {
  const { computations } = plan;
  const names = new Set(computations.flatMap(listReadProperties));
  const properties = [...names].filter((name) => !plan.outputs.has(name));
  return {
    properties,
    events: [...new Set(computations.flatMap(listReadEvents))],
    segmentIds: plan.relatedSegments,
    readsActivity: names.has("first_seen_at") || names.has("last_seen_at"),
  };
}
