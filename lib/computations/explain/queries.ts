import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { findPlan, loadComputations, loadPlanSource } from "@/lib/computations/engine/load-plan";
import { readFacts } from "@/lib/computations/engine/read-facts";
import { readDatabaseTime } from "@/lib/computations/engine/worker-lock";
import type { Evaluation } from "@/lib/computations/evaluate/condition";
import { evaluateContact, findHealthProfile } from "@/lib/computations/evaluate/contact";
import { compilePlan } from "@/lib/computations/evaluate/plan";
import type { Computation } from "@/lib/computations/schema/computation";
import { builtInProperties } from "@/lib/computations/schema/condition";
import type { ComputationExplanation } from "@/lib/computations/schema/explanation";
import { listProperties } from "@/lib/contacts/properties/queries";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import { transact } from "@/lib/db/transact";
import { AppError } from "@/lib/errors";
import type { ConditionNames } from "./describe";
import { explainResult } from "./explain";

/** Why a contact, by its row id, has this result of a computation. Evaluates the contact now. */
export async function explainComputation(
  workspaceId: WorkspaceId,
  kind: ContactKind,
  contactId: string,
  computationId: string,
): Promise<ComputationExplanation> {
  const { evaluation, computations, names } = await evaluateNow(workspaceId, kind, contactId);
  const computation = computations.find((other) => other.id === computationId && other.kind === kind);
  if (!computation) throw new AppError("not_found", `There is no such definition for ${kind}s.`);
  return explain(computation, evaluation, names);
}

function explain(
  computation: Computation,
  evaluation: Evaluation,
  names: ConditionNames,
): ComputationExplanation {
  const compiled = evaluation.plan.computations.find(({ id }) => id === computation.id);
  return compiled ? explainResult(compiled, evaluation, names) : explainFixed(computation, evaluation);
}

/** Why a contact is in each of its segments, and why it has its stage, health and scores. */
export async function explainContact(
  workspaceId: WorkspaceId,
  kind: ContactKind,
  contactId: string,
): Promise<ComputationExplanation[]> {
  const { evaluation, computations, names } = await evaluateNow(workspaceId, kind, contactId);
  const { plan, results } = evaluation;
  const stage = plan.stages.find(({ id }) => id === results.stage.value);
  const profile = findHealthProfile(plan, results.stage.value);
  const shown = computations.filter(
    (computation) =>
      computation.kind === kind &&
      (computation.type === "score" ||
        (computation.type === "segment" &&
          (results.segments.get(computation.id)?.value ?? evaluation.facts.segmentIds.has(computation.id))) ||
        computation.id === stage?.id ||
        computation.id === profile?.id),
  );
  return shown.map((computation) => explain(computation, evaluation, names));
}

/** The members of a segment without conditions never change. */
function explainFixed({ id, type, kind, name }: Computation, { facts }: Evaluation): ComputationExplanation {
  return {
    computation: { id, type, kind, name },
    result: facts.segmentIds.has(id) ? "Yes" : "No",
    changesAt: null,
    parts: [],
  };
}

async function evaluateNow(workspaceId: WorkspaceId, kind: ContactKind, contactId: string) {
  const computations = await loadComputations(workspaceId);
  const names = await loadNames(workspaceId, kind, computations);
  const evaluation = await transact(async (client) => {
    // Without computations there are still segments from before they had conditions.
    const plan = (await findPlan(workspaceId, kind)) ?? compilePlan(kind, await loadPlanSource(workspaceId));
    const now = await readDatabaseTime(client);
    const [facts] = await readFacts(client, workspaceId, plan, [contactId], now);
    if (!facts) throw new AppError("not_found", `There is no such ${kind}.`);
    return evaluateContact(plan, facts, now);
  });
  return { evaluation, computations, names };
}

/** The names that explanations use. */
export async function loadNames(
  workspaceId: WorkspaceId,
  kind: ContactKind,
  computations: readonly Computation[],
): Promise<ConditionNames> {
  const labels = new Map<string, string>([
    ...Object.entries(builtInProperties[kind]).map(([name, { label }]) => [name, label] as const),
    ...(await listProperties(workspaceId, kind)).map(({ name, label }) => [name, label] as const),
  ]);
  const computationNames = new Map(computations.map(({ id, name }) => [id, name]));
  return {
    kind,
    property: (name) => labels.get(name) ?? name,
    computation: (id) => computationNames.get(id) ?? "deleted",
  };
}
