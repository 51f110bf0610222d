import "server-only";
import { recordAuditEntryHere } from "@/lib/audit/mutations";
import type { Author, WorkspaceId } from "@/lib/auth/actor";
import { checkCycles, checkForm } from "@/lib/computations/check-form";
import { chooseOutputNames, listSentProperties, loadComputations } from "@/lib/computations/engine/load-plan";
import { writeOutputs } from "@/lib/computations/engine/outputs";
import { writeScopes } from "@/lib/computations/engine/scopes";
import { listReadEvents } from "@/lib/computations/evaluate/graph";
import { listComputationChanges } from "@/lib/computations/explain/list-changes";
import type { Computation, ComputationForm } from "@/lib/computations/schema/computation";
import { describeType, toPropertyName } from "@/lib/computations/schema/names";
import { findUsers } from "@/lib/computations/users-of";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import { Prisma } from "@/lib/db/generated/client";
import { lockNames, runStatement, transact } from "@/lib/db/transact";
import { AppError } from "@/lib/errors";
import { defineEvent } from "@/lib/events/mutations";
import { createId } from "@/lib/ids";
import { foldName } from "@/lib/text/display-name";

/** Creates or changes a computation, and applies it to all contacts in the background. */
export async function saveComputation(
  author: Author,
  form: ComputationForm,
): Promise<{ id: string; version: number }> {
  const { workspaceId } = author;
  return transact(async (client) => {
    await lockNames(client, [`${workspaceId} computations`]);
    const saved = await loadComputations(workspaceId);
    const before = findSaved(form, saved);
    checkForm(form, saved);
    const computation = toComputation(form, before, saved, await listPropertyNames(workspaceId, form.kind));
    const after = [
      ...replaceDefault(saved, computation).filter(({ id }) => id !== computation.id),
      computation,
    ];
    checkCycles(computation, after, chooseOutputNames(after, await listSentProperties(workspaceId)));
    // An admin may define a segment of an event before it is first sent.
    for (const event of new Set(listReadEvents(computation))) await defineEvent(workspaceId, event);
    await writeComputations(
      author,
      after.filter((other) => !saved.includes(other)),
    );
    await applyChange(workspaceId, saved, after, [form.kind]);
    await recordAuditEntryHere(author, before ? "computation.edit" : "computation.create", form.name, {
      subjectId: computation.id,
      detail: describeEdit(computation, before),
      changes: before ? listComputationChanges(before, computation, after) : [],
    });
    return { id: computation.id, version: computation.version };
  });
}

function findSaved({ id, version, kind, body }: ComputationForm, saved: Computation[]): Computation | null {
  if (id === null) return null;
  const before = saved.find((computation) => computation.id === id);
  if (!before) throw new AppError("not_found", "This no longer exists. Somebody deleted it.");
  if (before.kind !== kind || before.type !== body.type)
    throw new AppError("bad_request", "The type cannot change. Create another one.");
  if (before.version !== version)
    // The issue tells it from other conflicts, such as a cycle.
    throw new AppError("conflict", "Somebody else saved this first.", {
      issues: [{ path: "version", message: "An older version was edited." }],
    });
  return before;
}

function toComputation(
  { id, kind, name, description, body }: ComputationForm,
  before: Computation | null,
  saved: readonly Computation[],
  propertyNames: ReadonlySet<string>,
): Computation {
  const stages = saved.filter((other) => other.type === "stage" && other.kind === kind);
  const position = before?.position ?? Math.max(-1, ...stages.map((stage) => stage.position)) + 1;
  const hasProperty = body.type === "score" || body.type === "property";
  return {
    id: id ?? createId(),
    type: body.type,
    kind,
    name,
    description,
    body,
    position: body.type === "stage" ? position : 0,
    version: (before?.version ?? 0) + 1,
    propertyName: hasProperty
      ? (before?.propertyName ?? chooseName(toPropertyName(name), propertyNames))
      : null,
  };
}

/** A property with the name keeps it. */
function chooseName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? `${name}_computed` : `${name}_computed_${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}

/** Of the health profiles of a kind, only the newest default stays one. */
function replaceDefault(saved: readonly Computation[], computation: Computation): Computation[] {
  const { body, kind } = computation;
  if (body?.type !== "healthProfile" || !body.isDefault) return [...saved];
  return saved.map((other) =>
    other.kind === kind &&
    other.body?.type === "healthProfile" &&
    other.body.isDefault &&
    other.id !== computation.id
      ? { ...other, version: other.version + 1, body: { ...other.body, isDefault: false } }
      : other,
  );
}

async function writeComputations(
  { workspaceId, personId }: Author,
  computations: readonly Computation[],
): Promise<void> {
  for (const { id, type, kind, name, description, body, position, version, propertyName } of computations)
    await runStatement(Prisma.sql`
      INSERT INTO "Computation" ("workspaceId", "id", "type", "kind", "name", "foldedName", "description", "body",
                                 "position", "version", "propertyName", "createdById", "updatedById")
      VALUES (${workspaceId}, ${id}, ${type}::"ComputationType", ${kind}::"ContactKind", ${name}, ${foldName(name)},
              ${description}, ${JSON.stringify(body)}::jsonb, ${position}, ${version}, ${propertyName}, ${personId},
              ${personId})
      ON CONFLICT ("workspaceId", "id") DO UPDATE
      SET "name" = EXCLUDED."name", "foldedName" = EXCLUDED."foldedName", "description" = EXCLUDED."description",
          "body" = EXCLUDED."body", "position" = EXCLUDED."position", "version" = EXCLUDED."version",
          "updatedById" = EXCLUDED."updatedById", "updatedAt" = clock_timestamp()`);
}

/** Deletes a computation, its members and values. Rejects one that others read. */
export async function deleteComputation(author: Author, id: string): Promise<void> {
  const { workspaceId } = author;
  await transact(async (client) => {
    await lockNames(client, [`${workspaceId} computations`]);
    const saved = await loadComputations(workspaceId);
    const computation = saved.find((other) => other.id === id);
    if (!computation) throw new AppError("not_found", "This no longer exists. Somebody deleted it.");
    const names = chooseOutputNames(saved, await listSentProperties(workspaceId));
    const users = findUsers(computation, saved, names);
    if (users.length > 0)
      throw new AppError(
        "conflict",
        `Used by ${users.map(({ name }) => name).join(", ")}. Change these first.`,
        {
          issues: users.map((user) => ({ path: user.id, message: user.name })),
        },
      );
    await runStatement(Prisma.sql`
      DELETE FROM "Computation" WHERE "workspaceId" = ${workspaceId} AND "id" = ${id}`);
    await applyChange(
      workspaceId,
      saved,
      saved.filter((other) => other !== computation),
      [computation.kind],
    );
    await recordAuditEntryHere(author, "computation.delete", computation.name, {
      subjectId: id,
      detail: describeType(computation),
    });
  });
}

/** Sets the order of all stages of a kind. The last one whose condition holds wins. */
export async function reorderStages(
  author: Author,
  kind: ContactKind,
  ids: readonly string[],
): Promise<void> {
  const { workspaceId } = author;
  await transact(async (client) => {
    await lockNames(client, [`${workspaceId} computations`]);
    const saved = await loadComputations(workspaceId);
    const stages = saved.filter((other) => other.type === "stage" && other.kind === kind);
    if (stages.length !== ids.length || !stages.every(({ id }) => ids.includes(id)))
      throw new AppError("conflict", "Somebody else changed the stages. Reload to see them.");
    const after = saved.map((other) =>
      stages.includes(other) && other.position !== ids.indexOf(other.id)
        ? { ...other, position: ids.indexOf(other.id), version: other.version + 1 }
        : other,
    );
    const moved = after.filter((other) => !saved.includes(other));
    if (moved.length === 0) return;
    await writeComputations(author, moved);
    await applyChange(workspaceId, saved, after, [kind]);
    const order = ids.map((id) => stages.find((stage) => stage.id === id)?.name).join(", ");
    await recordAuditEntryHere(author, "computation.reorder", `the stages of ${kind}s`, { detail: order });
  });
}

/** Tries again to apply the computations to all contacts of a kind, from where it stopped. */
export async function retryRun(workspaceId: WorkspaceId, kind: ContactKind): Promise<void> {
  await runStatement(Prisma.sql`
    UPDATE "ComputationRun" SET "failure" = NULL, "attempts" = 0, "retryAt" = NULL
    WHERE "workspaceId" = ${workspaceId} AND "kind" = ${kind}::"ContactKind" AND "failure" IS NOT NULL`);
}

/** Writes what depends on the set of computations: properties, what triggers watch, and runs. */
async function applyChange(
  workspaceId: WorkspaceId,
  before: readonly Computation[],
  after: readonly Computation[],
  kinds: readonly ContactKind[],
): Promise<void> {
  const sent = await listSentProperties(workspaceId);
  const removed = await writeOutputs(workspaceId, {
    before: { computations: before, names: chooseOutputNames(before, sent) },
    after: { computations: after, names: chooseOutputNames(after, sent) },
  });
  await writeScopes(workspaceId, removed);
  await requestRun(workspaceId, kinds);
}

/** Applies the computations to all contacts of these kinds. Nothing happens where nothing is computed. */
export async function requestRun(
  workspaceId: WorkspaceId,
  kinds: readonly ContactKind[] = ["user", "account"],
): Promise<void> {
  await runStatement(Prisma.sql`
    UPDATE "ComputationScope" SET "revision" = gen_random_uuid()::text
    WHERE "workspaceId" = ${workspaceId} AND "kind" = ANY(${kinds}::"ContactKind"[])`);
  await runStatement(Prisma.sql`
    INSERT INTO "ComputationRun" ("workspaceId", "kind", "requestedAt", "total")
    SELECT "workspaceId", "kind", clock_timestamp(),
           CASE "kind" WHEN 'user' THEN (SELECT count(*) FROM "User" WHERE "workspaceId" = ${workspaceId})
                       ELSE (SELECT count(*) FROM "Account" WHERE "workspaceId" = ${workspaceId}) END
    FROM "ComputationScope" WHERE "workspaceId" = ${workspaceId} AND "kind" = ANY(${kinds}::"ContactKind"[])
    ON CONFLICT ("workspaceId", "kind") DO UPDATE
    SET "requestedAt" = EXCLUDED."requestedAt", "total" = EXCLUDED."total", "startedAt" = NULL, "afterId" = '',
        "done" = 0, "attempts" = 0, "failure" = NULL, "retryAt" = NULL, "finishedAt" = NULL`);
}

async function listPropertyNames(workspaceId: WorkspaceId, kind: ContactKind): Promise<Set<string>> {
  const rows = await runStatement<{ name: string }>(Prisma.sql`
    SELECT "name" FROM "Property" WHERE "workspaceId" = ${workspaceId} AND "kind" = ${kind}::"ContactKind"`);
  return new Set(rows.map(({ name }) => name));
}

function describeEdit(computation: Computation, before: Computation | null): string {
  const isRenamed = before !== null && before.name !== computation.name;
  return isRenamed ? `${describeType(computation)}, before “${before.name}”` : describeType(computation);
}
