import "server-only";
import { setImmediate as yieldToRequests } from "node:timers/promises";
import type { WorkspaceId } from "@/lib/auth/actor";
import { readFacts } from "@/lib/computations/engine/read-facts";
import { evaluateContact } from "@/lib/computations/evaluate/contact";
import type { CompiledComputation, Plan } from "@/lib/computations/evaluate/plan";
import { explainResult } from "@/lib/computations/explain/explain";
import { loadNames } from "@/lib/computations/explain/queries";
import { compileDraft } from "@/lib/computations/preview/compile-draft";
import { contactReferenceColumns, toContactReference } from "@/lib/computations/queries";
import type { Computation, ComputationForm } from "@/lib/computations/schema/computation";
import type { ContactReference, Preview } from "@/lib/computations/schema/explanation";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import { contactTables } from "@/lib/contacts/tables";
import { Prisma } from "@/lib/db/generated/client";
import { pool } from "@/lib/db/pool";
import { nameStatement } from "@/lib/db/prepared-statement";
import { runStatement } from "@/lib/db/transact";
import { second } from "@/lib/time";
import { DraftCounts, type PreviewExample } from "./draft-counts";
import { estimate } from "./estimate";
import { createSample, type SampleStep } from "./sample";

/** Milliseconds of a first answer, between two answers of a stream, and of one that counts all contacts. */
const budgets = { estimate: 180, report: second, exact: 45 * second };
const contactsPerTurn = 25;
/** Contacts of one step. The first step finds out how long they take. */
const stepSizes = { first: 100, min: 25, max: 1_000 };

/**
 * What saving the form would change. Evaluates contacts in random order until the time is over: in a small workspace all of
 * them, which is exact; otherwise the counts are estimates.
 */
export async function previewComputation(
  workspaceId: WorkspaceId,
  form: ComputationForm,
  { exact }: { exact: boolean },
): Promise<Preview> {
  const deadline = Date.now() + budgets[exact ? "exact" : "estimate"];
  const { step, report } = await beginPreview(workspaceId, form);
  while (await step(deadline)) if (Date.now() >= deadline) break;
  return report();
}

/** The same while it counts: estimates that become more precise, and at last exact counts. */
export async function* streamPreview(
  workspaceId: WorkspaceId,
  form: ComputationForm,
  signal: AbortSignal,
): AsyncGenerator<Preview, void> {
  const deadline = Date.now() + budgets.exact;
  let reportAt = Date.now() + budgets.estimate;
  const { step, report } = await beginPreview(workspaceId, form);
  while ((await step(reportAt)) && Date.now() < deadline) {
    if (signal.aborted) return;
    if (Date.now() < reportAt) continue;
    yield await report();
    reportAt = Date.now() + budgets.report;
  }
  yield await report();
}

/** `step` evaluates as many contacts as the time until `until` allows, and returns false once none is left. */
async function beginPreview(
  workspaceId: WorkspaceId,
  form: ComputationForm,
): Promise<{ step: (until: number) => Promise<boolean>; report: () => Promise<Preview> }> {
  const { plan, draft, affected, computations, facts: factOptions } = await compileDraft(workspaceId, form);
  const total = await countContacts(workspaceId, form.kind);
  const sample = createSample(total);
  const counts = new DraftCounts(draft, plan.stages);
  const now = Date.now();
  let contactsPerMs: number | null = null;

  async function step(until: number): Promise<boolean> {
    const start = performance.now();
    const possible = contactsPerMs === null ? stepSizes.first : contactsPerMs * (until - Date.now());
    const sampled = sample.next(Math.min(stepSizes.max, Math.max(stepSizes.min, 0.8 * possible)));
    if (!sampled) return false;
    const ids = await listSampled(workspaceId, form.kind, sampled);
    const facts = await readFacts(pool, workspaceId, plan, ids, now, factOptions);
    for (const [index, contact] of facts.entries()) {
      if (index % contactsPerTurn === contactsPerTurn - 1) await yieldToRequests();
      counts.add(evaluateContact(plan, contact, now));
    }
    if (ids.length > 0) contactsPerMs = ids.length / (performance.now() - start);
    return !sample.isFinished();
  }

  async function report(): Promise<Preview> {
    const isExact = sample.isFinished();
    const evaluated = counts.evaluated;
    const all = isExact ? evaluated : Math.max(total, evaluated);
    const toEstimate = (count: number) => estimate(count, evaluated, all);
    return {
      isExact,
      total: all,
      evaluated,
      matching: toEstimate(counts.matching),
      entering: toEstimate(counts.entering),
      leaving: toEstimate(counts.leaving),
      distribution: counts.distribution().map(({ label, count }) => ({ label, count: toEstimate(count) })),
      rules: counts.rules().map(toEstimate),
      examples: await explainExamples(workspaceId, { plan, draft, computations, now }, counts.examples()),
      affected,
    };
  }
  return { step, report };
}

/** Counting a million contacts takes longer than the first answer may: the number is kept for a minute. */
const totals = new Map<string, { count: number; until: number }>();

export async function countContacts(workspaceId: WorkspaceId, kind: ContactKind): Promise<number> {
  const key = `${workspaceId} ${kind}`;
  const known = totals.get(key);
  if (known && known.until > Date.now()) return known.count;
  const [row] = await runStatement<{ count: number }>(Prisma.sql`
    SELECT count(*)::int AS "count" FROM ${contactTables[kind].table} WHERE "workspaceId" = ${workspaceId}`);
  const count = row?.count ?? 0;
  if (totals.size > 1_000) totals.clear();
  // Counting few contacts is cheap: not cached.
  if (count > 10_000) totals.set(key, { count, until: Date.now() + 60 * second });
  return count;
}

async function listSampled(workspaceId: WorkspaceId, kind: ContactKind, step: SampleStep): Promise<string[]> {
  const { table } = contactTables[kind];
  const condition =
    step === "all"
      ? Prisma.empty
      : Prisma.sql`AND right("id", 2) = ANY(${step.buckets}::text[]) AND substr("id", 24, 1) = ANY(${step.slices}::text[])`;
  const { rows } = await pool.query<{ id: string }>(
    nameStatement(
      `sample-${kind}s-${step === "all" ? "all" : "buckets"}`,
      Prisma.sql`SELECT "id" FROM ${table} WHERE "workspaceId" = ${workspaceId} ${condition}`,
    ),
  );
  return rows.map(({ id }) => id);
}

type Explained = {
  plan: Plan;
  draft: CompiledComputation;
  computations: readonly Computation[];
  now: number;
};

/** Reads the facts of the examples again: counting did not read when results change. */
async function explainExamples(
  workspaceId: WorkspaceId,
  { plan, draft, computations, now }: Explained,
  examples: readonly PreviewExample[],
): Promise<Preview["examples"]> {
  if (examples.length === 0) return [];
  const { kind } = plan;
  const ids = examples.map(({ contactId }) => contactId);
  const [names, references, facts] = await Promise.all([
    loadNames(workspaceId, kind, computations),
    runStatement<ContactReference>(Prisma.sql`
      SELECT ${contactReferenceColumns(kind)} FROM ${contactTables[kind].table} c
      WHERE c."workspaceId" = ${workspaceId} AND c."id" = ANY(${ids}::text[])`),
    readFacts(pool, workspaceId, plan, ids, now),
  ]);
  return examples.flatMap(({ contactId, holds, result }) => {
    const reference = references.find(({ id }) => id === contactId);
    const fact = facts.find(({ id }) => id === contactId);
    if (!reference || !fact) return [];
    const { parts } = explainResult(draft, evaluateContact(plan, fact, now), names);
    const explanation = parts.find(({ name }) => name === draft.name)?.explanation ?? null;
    return { contact: toContactReference(reference), holds, result, explanation };
  });
}
