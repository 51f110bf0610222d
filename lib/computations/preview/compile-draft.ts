import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { checkBody, checkCycles } from "@/lib/computations/check-form";
import { chooseOutputNames, listSentProperties, loadPlanSource } from "@/lib/computations/engine/load-plan";
import { buildGraph, findReads, toNodeKey } from "@/lib/computations/evaluate/graph";
import { type CompiledComputation, compilePlan, type Plan } from "@/lib/computations/evaluate/plan";
import type { Computation, ComputationForm } from "@/lib/computations/schema/computation";
import type { Preview } from "@/lib/computations/schema/explanation";
import { findAffected } from "@/lib/computations/users-of";

const draftId = "draft";

/** The plan of the draft and what it reads, directly or not. */
export async function compileDraft(
  workspaceId: WorkspaceId,
  form: ComputationForm,
): Promise<{ plan: Plan; draft: CompiledComputation; affected: Preview["affected"] }> {
  const source = await loadPlanSource(workspaceId);
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
  const sent = await listSentProperties(workspaceId);
  const names = chooseOutputNames(all, sent);
  checkCycles(draft, all, names);
  const needed = findReads(buildGraph(all, names), toNodeKey(draft));
  const computations = all.filter((other) => needed.has(toNodeKey(other)));
  return {
    plan: compilePlan(form.kind, { ...source, computations: applyHealthProfile(draft, computations), names }),
    draft,
    affected: before ? findAffected(draft, all, names) : [],
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
