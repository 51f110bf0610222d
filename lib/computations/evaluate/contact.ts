import type { BodyOf, PropertyFormula } from "@/lib/computations/schema/computation";
import type { HealthValue } from "@/lib/computations/schema/condition";
import { healthLabels, visitLeaves } from "@/lib/computations/schema/condition";
import type { PropertyValue } from "@/lib/contacts/schema/property";
import {
  type Evaluation,
  evaluateCondition,
  findWindowChange,
  getMeasure,
  type Result,
  type Results,
  readProperty,
} from "./condition";
import type { ContactFacts } from "./facts";
import type { CompiledComputation, CompiledOf, Plan } from "./plan";
import { parseDate } from "./value-test";

const never = Number.POSITIVE_INFINITY;

/** Computes everything of one contact. A pure function of its arguments. */
export function evaluateContact(plan: Plan, facts: ContactFacts, now: number): Evaluation {
  const results: Results = {
    segments: new Map(),
    stage: { value: null, changesAt: never },
    health: { value: null, changesAt: never },
    values: new Map(),
  };
  const evaluation: Evaluation = { plan, facts, now, results };
  for (const step of plan.steps) {
    if (step === "stage") setStage(evaluation);
    else if (step === "health") setHealth(evaluation);
    else if (step === "segmentList") setSegmentList(evaluation);
    else setComputed(step, evaluation);
  }
  return evaluation;
}

function setComputed({ body, id, propertyName }: CompiledComputation, evaluation: Evaluation): void {
  const { segments, values } = evaluation.results;
  if (body.type === "segment") segments.set(id, evaluateCondition(body.condition, evaluation));
  else if (body.type === "score" && propertyName !== null) {
    values.set(propertyName, evaluateScore(body, evaluation));
  } else if (body.type === "property" && propertyName !== null) {
    values.set(propertyName, evaluateFormula(body.formula, evaluation));
  }
}

function setStage({ plan, facts, now, results }: Evaluation): void {
  if (plan.names.stage === null) return;
  const evaluation = { plan, facts, now, results };
  let stage: CompiledOf<"stage"> | undefined;
  let changesAt = never;
  for (const candidate of plan.stages) {
    const { condition } = candidate.body;
    const outcome = condition && evaluateCondition(condition, evaluation);
    if (outcome) changesAt = Math.min(changesAt, outcome.changesAt);
    if (!outcome || outcome.value) stage = candidate;
  }
  const stageId = stage?.id ?? null;
  results.stage = { value: stageId, changesAt };
  results.values.set(plan.names.stage, { value: stage?.name, changesAt });
  if (plan.names.stageSince === null) return;
  const since = facts.stageId === stageId ? facts.properties[plan.names.stageSince] : undefined;
  const value = stage && (since ?? new Date(now).toISOString());
  results.values.set(plan.names.stageSince, { value, changesAt });
}

function setHealth({ plan, facts, now, results }: Evaluation): void {
  if (plan.names.health === null) return;
  const profile = findHealthProfile(plan, results.stage.value);
  const { value, changesAt } = evaluateHealth(profile, { plan, facts, now, results });
  results.health = { value, changesAt: Math.min(changesAt, results.stage.changesAt) };
  const label = value === null ? undefined : healthLabels[value];
  results.values.set(plan.names.health, { value: label, changesAt: results.health.changesAt });
}

/** The profile of the stage, or the default one for no stage and for stages without a profile. */
export function findHealthProfile(
  plan: Plan,
  stageId: string | null,
): CompiledOf<"healthProfile"> | undefined {
  const profileId = plan.stages.find(({ id }) => id === stageId)?.body.healthProfileId;
  return (
    plan.healthProfiles.find(({ id }) => id === profileId) ??
    plan.healthProfiles.find(({ body }) => body.isDefault)
  );
}

function evaluateHealth(
  profile: CompiledOf<"healthProfile"> | undefined,
  evaluation: Evaluation,
): Result<HealthValue | null> {
  if (!profile) return { value: null, changesAt: never };
  const good = evaluateCondition(profile.body.good, evaluation);
  if (good.value) return { value: "good", changesAt: good.changesAt };
  const bad = evaluateCondition(profile.body.bad, evaluation);
  return { value: bad.value ? "bad" : "normal", changesAt: Math.min(good.changesAt, bad.changesAt) };
}

function setSegmentList({ plan, results, facts }: Evaluation): void {
  if (plan.names.segments === null) return;
  let changesAt = never;
  const names: string[] = [];
  for (const { id, name } of plan.segmentsByName) {
    const result = results.segments.get(id);
    if (result?.value ?? facts.segmentIds.has(id)) names.push(name);
    changesAt = Math.min(changesAt, result?.changesAt ?? never);
  }
  const value = names.length === 0 ? undefined : names;
  results.values.set(plan.names.segments, { value, changesAt });
}

/** A rule that does not count is left out of the score, whether it holds or not. */
export type RuleResult = { counts: boolean; holds: boolean; changesAt: number };

export function evaluateRules(body: BodyOf<"score">, evaluation: Evaluation): RuleResult[] {
  return body.rules.map(({ condition, skipUnknown }) => {
    let { value: holds, changesAt } = evaluateCondition(condition, evaluation);
    if (!skipUnknown) return { counts: true, holds, changesAt };
    let counts = true;
    visitLeaves(condition, (leaf) => {
      if (leaf.type !== "property") return;
      const property = readProperty(leaf.name, evaluation);
      if (property.value === undefined) counts = false;
      changesAt = Math.min(changesAt, property.changesAt);
    });
    return { counts, holds, changesAt };
  });
}

function evaluateScore(
  body: CompiledOf<"score">["body"],
  evaluation: Evaluation,
): Result<number | undefined> {
  let [held, counted, changesAt] = [0, 0, never];
  for (const [position, { counts, holds, ...rule }] of evaluateRules(body, evaluation).entries()) {
    changesAt = Math.min(changesAt, rule.changesAt);
    if (!counts) continue;
    const { weight } = body.rules[position] as (typeof body.rules)[number];
    counted += weight;
    if (holds) held += weight;
  }
  return { value: counted === 0 ? undefined : Math.round((100 * held) / counted), changesAt };
}

function evaluateFormula(
  formula: PropertyFormula,
  evaluation: Evaluation,
): Result<PropertyValue | undefined> {
  if (formula.function === "daysSince") return evaluateDaysSince(formula.property, evaluation);
  const { fact, position } = getMeasure(formula, evaluation);
  const changesAt = findWindowChange(position, fact, evaluation, true);
  if (formula.function === "count") return { value: fact.count, changesAt };
  if ((formula.function === "first" || formula.function === "last") && formula.field === null) {
    const time = formula.function === "first" ? fact.oldest : fact.newest;
    return { value: time === null ? undefined : new Date(time).toISOString(), changesAt };
  }
  const isZeroWithoutEvents = formula.function === "sum" || formula.function === "distinct";
  return { value: fact.count === 0 && isZeroWithoutEvents ? 0 : fact.value, changesAt };
}

function evaluateDaysSince(property: string, evaluation: Evaluation): Result<number | undefined> {
  const { calendar } = evaluation.plan;
  const { value, changesAt } = readProperty(property, evaluation);
  const date = typeof value === "string" ? parseDate(value, calendar) : undefined;
  if (!date) return { value: undefined, changesAt };
  const today = calendar.dayOf(evaluation.now);
  return { value: today - date.day, changesAt: Math.min(changesAt, calendar.startOf(today + 1)) };
}

/** ISO 8601 has four digits for years. */
const maxTime = Date.UTC(9999, 11, 31);

/** When any result of the contact changes at the earliest if nothing is written. */
export function findNextChange({ results }: Evaluation): number {
  let next = Math.min(results.stage.changesAt, results.health.changesAt);
  for (const { changesAt } of results.segments.values()) next = Math.min(next, changesAt);
  for (const { changesAt } of results.values.values()) next = Math.min(next, changesAt);
  return next > maxTime ? never : next;
}
