import type { Evaluation } from "@/lib/computations/evaluate/condition";
import { evaluateRules, findHealthProfile } from "@/lib/computations/evaluate/contact";
import type { CompiledComputation, Plan } from "@/lib/computations/evaluate/plan";
import { formatValue } from "@/lib/computations/explain/explain";
import { healthLabels, healthValues } from "@/lib/computations/schema/condition";

export type PreviewExample = { contactId: string; holds: boolean; result: string };

/** Of each: contacts that would enter or leave first, then those that match, then others. */
const maxExamples = 4;

/** Counts what a draft would change, contact by contact. */
export class DraftCounts {
  evaluated = 0;
  matching = 0;
  entering = 0;
  leaving = 0;
  private readonly byLabel = new Map<string, number>();
  private readonly byRule: number[];
  private readonly kept: Record<"changed" | "matching" | "other", PreviewExample[]> = {
    changed: [],
    matching: [],
    other: [],
  };

  constructor(
    private readonly draft: CompiledComputation,
    private readonly stages: Plan["stages"],
  ) {
    this.byRule = draft.body.type === "score" ? draft.body.rules.map(() => 0) : [];
    for (const label of this.listLabels()) this.byLabel.set(label, 0);
  }

  add(evaluation: Evaluation): void {
    const { holds, held, result, label } = this.compare(evaluation);
    this.evaluated += 1;
    if (holds) this.matching += 1;
    if (holds && !held) this.entering += 1;
    if (!holds && held) this.leaving += 1;
    if (label !== null) this.byLabel.set(label, (this.byLabel.get(label) ?? 0) + 1);
    this.addRules(evaluation);
    const examples = this.kept[holds !== held ? "changed" : holds ? "matching" : "other"];
    if (examples.length < maxExamples) examples.push({ contactId: evaluation.facts.id, holds, result });
  }

  distribution(): { label: string; count: number }[] {
    return [...this.byLabel].map(([label, count]) => ({ label, count }));
  }

  rules(): readonly number[] {
    return this.byRule;
  }

  examples(): PreviewExample[] {
    const { changed, matching, other } = this.kept;
    return [...changed, ...matching, ...other].slice(0, 10);
  }

  private addRules(evaluation: Evaluation): void {
    const { body } = this.draft;
    if (body.type !== "score") return;
    for (const [index, { counts, holds }] of evaluateRules(body, evaluation).entries())
      if (counts && holds) this.byRule[index] = (this.byRule[index] ?? 0) + 1;
  }

  private listLabels(): string[] {
    if (this.draft.body.type === "stage") return this.stages.map(({ name }) => name);
    if (this.draft.body.type === "healthProfile") return healthValues.map((value) => healthLabels[value]);
    return this.draft.body.type === "score" ? scoreLabels : [];
  }

  /** `held` is the result that is stored now. */
  private compare({ plan, facts, results }: Evaluation): {
    holds: boolean;
    held: boolean;
    result: string;
    label: string | null;
  } {
    const { id, body, propertyName } = this.draft;
    switch (body.type) {
      case "segment": {
        const holds = results.segments.get(id)?.value === true;
        return { holds, held: facts.segmentIds.has(id), result: holds ? "Yes" : "No", label: null };
      }
      case "stage": {
        const stage = plan.stages.find((other) => other.id === results.stage.value);
        const result = stage?.name ?? "";
        return { holds: stage?.id === id, held: facts.stageId === id, result, label: result || "No stage" };
      }
      case "healthProfile": {
        const isUsed = findHealthProfile(plan, results.stage.value)?.id === id;
        const value = isUsed ? results.health.value : null;
        const label = value === null ? null : healthLabels[value];
        return {
          holds: value === "good",
          held: isUsed && facts.health === "good",
          result: label ?? "",
          label,
        };
      }
      default: {
        const value = results.values.get(propertyName ?? "")?.value;
        const held = Object.hasOwn(facts.properties, propertyName ?? "");
        const label = body.type === "score" && typeof value === "number" ? toScoreLabel(value) : null;
        return { holds: value !== undefined, held, result: formatValue(value), label };
      }
    }
  }
}

const scoreLabels = Array.from({ length: 10 }, (_, ten) =>
  ten === 9 ? "90–100" : `${ten * 10}–${ten * 10 + 9}`,
);

function toScoreLabel(score: number): string {
  return scoreLabels[Math.min(9, Math.floor(score / 10))] ?? "";
}
