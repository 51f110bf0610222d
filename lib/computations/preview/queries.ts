import "server-only";
import { setImmediate as yieldToRequests } from "node:timers/promises";
import type { WorkspaceId } from "@/lib/auth/actor";
import { loadPlanSource } from "@/lib/computations/engine/load-plan";
import { readFacts } from "@/lib/computations/engine/read-facts";
import type { Evaluation } from "@/lib/computations/evaluate/condition";
import { evaluateContact } from "@/lib/computations/evaluate/contact";
import type { CompiledComputation } from "@/lib/computations/evaluate/plan";
import { explainResult } from "@/lib/computations/explain/explain";
import { loadNames } from "@/lib/computations/explain/queries";
import { compileDraft } from "@/lib/computations/preview/compile-draft";
import { contactReferenceColumns, toContactReference } from "@/lib/computations/queries";
import type { ComputationForm } from "@/lib/computations/schema/computation";
import type { ContactReference, Preview } from "@/lib/computations/schema/explanation";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import { contactTables } from "@/lib/contacts/tables";
import { Prisma } from "@/lib/db/generated/client";
import { pool } from "@/lib/db/pool";
import { nameStatement } from "@/lib/db/prepared-statement";
import { runStatement } from "@/lib/db/transact";
import { second } from "@/lib/time";
import { DraftCounts } from "./draft-counts";
import { estimate } from "./estimate";
import { createSample, type SampleStep } from "./sample";

/** Milliseconds of a first answer, between two answers of a stream, and of one that counts all contacts. */
const budgets = { estimate: 200, report: second, exact: 45 * second };
const contactsPerTurn = 25;

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
  while (await step()) if (Date.now() >= deadline) break;
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
  while ((await step()) && Date.now() < deadline) {
    if (signal.aborted) return;
    if (Date.now() < reportAt) continue;
    yield await report();
    reportAt = Date.now() + budgets.report;
  }
  yield await report();
}

/** `step` evaluates a few hundred contacts, and returns false once none is left. */
async function beginPreview(
  workspaceId: WorkspaceId,
  form: ComputationForm,
): Promise<{ step: () => Promise<boolean>; report: () => Promise<Preview> }> {
  const { plan, draft, affected } = await compileDraft(workspaceId, form);
  const total = await countContacts(workspaceId, form.kind);
  const sample = createSample(total);
  const counts = new DraftCounts(draft, plan.stages);
  const now = Date.now();

  async function step(): Promise<boolean> {
    const sampled = sample.next();
    if (!sampled) return false;
    const ids = await listSampled(workspaceId, form.kind, sampled);
    const facts = await readFacts(pool, workspaceId, plan, ids, now);
    for (const [index, contact] of facts.entries()) {
      if (index % contactsPerTurn === contactsPerTurn - 1) await yieldToRequests();
      counts.add(evaluateContact(plan, contact, now));
    }
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
      examples: await explainExamples(workspaceId, form.kind, draft, counts.examples()),
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

async function explainExamples(
  workspaceId: WorkspaceId,
  kind: ContactKind,
  draft: CompiledComputation,
  examples: readonly { evaluation: Evaluation; holds: boolean; result: string }[],
): Promise<Preview["examples"]> {
  if (examples.length === 0) return [];
  const source = await loadPlanSource(workspaceId);
  const names = await loadNames(workspaceId, kind, source.computations);
  const ids = examples.map(({ evaluation }) => evaluation.facts.id);
  const rows = await runStatement<ContactReference>(Prisma.sql`
    SELECT ${contactReferenceColumns(kind)} FROM ${contactTables[kind].table} c
    WHERE c."workspaceId" = ${workspaceId} AND c."id" = ANY(${ids}::text[])`);
  return examples.flatMap(({ evaluation, holds, result }) => {
    const row = rows.find(({ id }) => id === evaluation.facts.id);
    if (!row) return [];
    const { parts } = explainResult(draft, evaluation, names);
    const explanation = parts.find(({ name }) => name === draft.name)?.explanation ?? null;
    return { contact: toContactReference(row), holds, result, explanation };
  });
}
