import "server-only";
import { setImmediate as yieldToRequests } from "node:timers/promises";
import type { WorkspaceId } from "@/lib/auth/actor";
import { readFacts } from "@/lib/computations/engine/read-facts";
import { evaluateContact } from "@/lib/computations/evaluate/contact";
import { type CompiledDraft, compileDraft } from "@/lib/computations/preview/compile-draft";
import { countContacts } from "@/lib/computations/preview/queries";
import { readContactRows, selectContacts } from "@/lib/contacts/list/queries";
import {
  type ContactSearchQuery,
  type ContactSearchStep,
  contactsPerPage,
} from "@/lib/contacts/schema/contact-list";
import { Prisma } from "@/lib/db/generated/client";
import { type PaginatedList, readPage, writeCursorAfter } from "@/lib/db/read-page";
import { limitStatements, transact } from "@/lib/db/transact";
import { second } from "@/lib/time";

/** A search stops at the first of these limits. `time` is in milliseconds. */
const budget = { contacts: 50_000, time: 10 * second };
/** Ids of contacts to evaluate in one read. Sorting by activity reads all contacts for each of them. */
const [minCandidates, maxCandidates] = [400, 5_000];
/** Contacts in one transaction. Conditions with many events take smaller steps: none holds its connection for long. */
const [minStep, maxStep, stepTime] = [25, 400, 200];
const maxStatementTime = 5 * second;
const contactsPerTurn = 25;
/** Between two steps of the answer. */
const reportEvery = 250;

type Candidate = { id: string };

/** Evaluates contacts in the order of the list, until a page of them matches or the budget is spent. */
export async function* searchContacts(
  workspaceId: WorkspaceId,
  { kind, condition, columns, cursor, ...filter }: ContactSearchQuery,
  signal: AbortSignal,
  { contacts: maxEvaluated, time: maxTime } = budget,
): AsyncGenerator<ContactSearchStep, void> {
  const startedAt = Date.now();
  const form = { id: null, version: null, kind, name: "Filter", description: "" };
  const { plan, draft, facts } = await compileDraft(workspaceId, {
    ...form,
    body: { type: "segment", condition },
  });
  const { total, sortsByActivity, ...selection } = await selectContacts(workspaceId, kind, filter);
  const list = { columns: orderColumnsSql(selection), ...selection };
  const isFiltered = filter.search.trim() !== "" || filter.segment !== null || filter.stage !== null;
  const all = isFiltered ? null : sortsByActivity ? total : await countContacts(workspaceId, kind);

  let [position, found, evaluated, size, reportAt] = [cursor, 0, 0, maxStep, 0];
  let step: ContactSearchStep = { rows: [], searched: 0, total: all, next: cursor };
  for (let limit = minCandidates; ; limit = maxCandidates) {
    const candidates = await readCandidates(list, position, limit);
    for (let start = 0; start < candidates.rows.length; ) {
      if (signal.aborted) return;
      const stepStartedAt = Date.now();
      const batch = candidates.rows.slice(start, start + size);
      const matching = await findMatching(workspaceId, { plan, draft, facts }, batch);
      const page = matching.slice(0, contactsPerPage - found);
      const isFull = found + page.length >= contactsPerPage;
      // The next page begins after the last match of a full one.
      const searched = isFull ? batch.findIndex(({ id }) => id === page.at(-1)) + 1 : batch.length;
      start += searched;
      found += page.length;
      evaluated += searched;
      const last = batch[searched - 1];
      const isEnd = start === candidates.rows.length && candidates.next === null;
      step = {
        rows: [...step.rows, ...(await readContactRows(workspaceId, kind, page, columns))],
        searched: step.searched + searched,
        total: all,
        next: isEnd || !last ? null : writeCursorAfter(list, last),
      };
      const isOver = evaluated >= maxEvaluated || Date.now() - startedAt >= maxTime;
      if (isFull || isOver || isEnd) {
        yield step;
        return;
      }
      if (Date.now() >= reportAt) {
        yield step;
        step = { ...step, rows: [], searched: 0 };
        reportAt = Date.now() + reportEvery;
      }
      size = toStepSize(batch.length, Date.now() - stepStartedAt);
    }
    if (candidates.next === null) break;
    position = candidates.next;
  }
  yield { ...step, next: null };
}

/** The ids, with the columns that a cursor holds. */
function orderColumnsSql({ order }: Pick<PaginatedList, "order">): Prisma.Sql {
  return Prisma.join(
    Object.entries(order).map(([name, key]) => Prisma.sql`${key} AS ${Prisma.raw(`"${name}"`)}`),
  );
}

function readCandidates(list: PaginatedList, cursor: string | null, limit: number) {
  return transact(async (client) => {
    await limitStatements(client, maxStatementTime);
    return readPage<Candidate>(list, { limit, cursor: cursor ?? undefined }, client);
  });
}

/** The ids that match, in the order of the batch. */
async function findMatching(
  workspaceId: WorkspaceId,
  { plan, draft, facts: factOptions }: Pick<CompiledDraft, "plan" | "draft" | "facts">,
  batch: readonly Candidate[],
): Promise<string[]> {
  const now = Date.now();
  const ids = batch.map(({ id }) => id);
  const facts = await transact(async (client) => {
    await limitStatements(client, maxStatementTime);
    return readFacts(client, workspaceId, plan, ids, now, factOptions);
  });
  const matching = new Set<string>();
  for (const [index, contact] of facts.entries()) {
    if (index % contactsPerTurn === contactsPerTurn - 1) await yieldToRequests();
    if (evaluateContact(plan, contact, now).results.segments.get(draft.id)?.value) matching.add(contact.id);
  }
  return ids.filter((id) => matching.has(id));
}

function toStepSize(contacts: number, elapsed: number): number {
  const size = Math.round((contacts * stepTime) / Math.max(1, elapsed));
  return Math.min(maxStep, Math.max(minStep, size));
}
