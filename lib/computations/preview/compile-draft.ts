import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { checkBody, checkCycles } from "@/lib/computations/check-form";
import { chooseOutputNames, listSentProperties, loadPlanSource } from "@/lib/computations/engine/load-plan";
import type { FactOptions } from "@/lib/computations/engine/read-facts";
import {
  buildGraph,
  findReads,
  listLeaves,
  listReadProperties,
  toNodeKey,
} from "@/lib/computations/evaluate/graph";
import { type CompiledComputation, compilePlan, type Plan } from "@/lib/computations/evaluate/plan";
import type { Computation, ComputationForm } from "@/lib/computations/schema/computation";
import type { Preview } from "@/lib/computations/schema/explanation";
import { findAffected } from "@/lib/computations/users-of";

const draftId = "draft";

export type CompiledDraft = {
  plan: Plan;
  draft: CompiledComputation;
  affected: Preview["affected"];
  /** The saved ones. */
  computations: readonly Computation[];
  facts: FactOptions;
};

/** The plan of the draft and what it reads, directly or not. */
export async function compileDraft(workspaceId: WorkspaceId, form: ComputationForm): Promise<CompiledDraft> {
  const [source, sent] = await Promise.all([loadPlanSource(workspaceId), listSentProperties(workspaceId)]);
  const saved = source.computations;
  checkBody(form, saved);
  const before = saved.find(({ id }) => id === form.id);
  const hasProperty = form.body.type === "score" || form.body.type === "property";
  const stages = saved.filter(({ type, kind }) => type === "stage" && kind === form.kind);
  const draft: CompiledComputation = {
    id: form.id ?? draftId,
    type: form.body.type,
    kind: form.kind,
    name: form.name,
    description: form.description,
    body: form.body,
    position: before?.position ?? stages.length,
    version: form.version ?? 0,
    propertyName: hasProperty ? (before?.propertyName ?? draftId) : null,
  };
  const all = [...saved.filter(({ id }) => id !== form.id), draft];
  const names = chooseOutputNames(all, sent);
  checkCycles(draft, all, names);
  const needed = findReads(buildGraph(all, names), toNodeKey(draft));
  const computations = all.filter((other) => needed.has(toNodeKey(other)));
  const used = applyHealthProfile(draft, computations);
  const plan = compilePlan(form.kind, { ...source, computations: used, names });
  return {
    plan,
    draft,
    computations: saved,
    facts: listNeededFacts(plan, { isNew: form.id === null }),
    affected: before ? findAffected(draft, all, names) : [],
  };
}

/** A new draft has no members, and most drafts read no other results. Counting needs no next change. */
function listNeededFacts(plan: Plan, { isNew }: { isNew: boolean }): FactOptions {
  const { computations, names, stages, healthProfiles } = plan;
  const readsSegments = computations.some(
    (computation) =>
      listLeaves(computation).some(({ type }) => type === "segment") ||
      listReadProperties(computation).some((name) => name === names.segments),
  );
  return {
    purpose: "count",
    memberships: readsSegments || !isNew,
    state: stages.length > 0 || healthProfiles.length > 0,
    nextEvent: false,
  };
}

/**
 * Other profiles stop being the default if the draft becomes it. A draft that decides nothing yet is previewed as if it
 * decided the health of all contacts.
 */
function applyHealthProfile(draft: CompiledComputation, computations: readonly Computation[]): Computation[] {
  const { id, kind, body } = draft;
  if (body.type !== "healthProfile") return [...computations];
  const isChosen = computations.some(
    ({ body: other }) => other?.type === "stage" && other.healthProfileId === id,
  );
  const isUsed = body.isDefault || isChosen;
  return computations.map((other): Computation => {
    if (other.kind !== kind) return other;
    if (other.body?.type === "healthProfile") {
      const isDefault =
        other.id === id ? !isUsed || body.isDefault : isChosen && !body.isDefault && other.body.isDefault;
      return { ...other, body: { ...other.body, isDefault } };
    }
    if (isUsed || other.body?.type !== "stage") return other;
    return { ...other, body: { ...other.body, healthProfileId: null } };
  });
}
