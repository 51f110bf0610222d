import "server-only";
import { recordAuditEntry } from "@/lib/audit/mutations";
import type { Actor } from "@/lib/auth/actor";
import { Prisma } from "@/lib/db/generated/client";
import { prisma, type Transaction } from "@/lib/db/prisma";
import { deleteDefinitions } from "@/lib/definitions/mutations";
import { definitionNouns } from "@/lib/definitions/schema";
import { AppError } from "@/lib/errors";
import { createId } from "@/lib/ids";
import {
  definitionCondition,
  definitionNotFound,
  definitionTable,
  listDefinitionUses,
  type StoredDefinition,
  selectDefinitionSql,
} from "./queries";
import type { DefinitionArchive, DefinitionEdit, DefinitionReference, DefinitionValues } from "./schema";

/** Saves an edit unless another member saved since it started. */
export async function updateDefinition(
  actor: Actor,
  { kind, name, from, ...values }: DefinitionEdit,
): Promise<void> {
  const reference = { kind, name };
  await prisma.$transaction(async (transaction) => {
    const before = await lockDefinition(transaction, actor, reference);
    const isChanged = fields.some((field) => before[field] !== from[field]);
    if (isChanged) {
      const message = `Another member changed this ${getNoun(kind)}. Your changes were not saved.`;
      throw new AppError("conflict", message);
    }
    // The name and the description of a computed property are those of its definition.
    const saved = before.isComputed ? { ...before, group: values.group } : values;
    const detail = describeEdit(before, saved);
    if (detail === "") return;
    const groupId = await ensureGroup(transaction, actor, saved.group, before);
    await transaction.$executeRaw`
      UPDATE ${definitionTable(reference)}
      SET "label" = ${saved.label}, "description" = ${saved.description}, "groupId" = ${groupId}
      WHERE ${definitionCondition(actor.workspaceId, reference)}`;
    if (groupId !== before.groupId) await deleteUnusedGroup(transaction, actor, before.groupId);
    await recordAuditEntry(transaction, actor, "definition.edit", name, {
      detail: `${definitionNouns[kind]}: ${detail}`,
      changes: fields
        .filter((field) => before[field] !== saved[field])
        .map((field) => ({ field: fieldLabels[field], before: before[field], after: saved[field] })),
    });
  });
}

/** Hides a definition from pickers, or shows it again. Its events or values stay, and conditions that read it go on. */
export async function setArchived(
  actor: Actor,
  { isArchived, ...reference }: DefinitionArchive,
): Promise<void> {
  await prisma.$transaction(async (transaction) => {
    const before = await lockDefinition(transaction, actor, reference);
    if (before.isComputed) throw new AppError("conflict", "A computed property is deleted, not archived.");
    if (before.isArchived === isArchived) return;
    await transaction.$executeRaw`
      UPDATE ${definitionTable(reference)} SET "archivedAt" = ${isArchived ? Prisma.sql`now()` : Prisma.sql`NULL`}
      WHERE ${definitionCondition(actor.workspaceId, reference)}`;
    const action = isArchived ? "definition.archive" : "definition.restore";
    await recordAuditEntry(transaction, actor, action, reference.name, {
      detail: definitionNouns[reference.kind],
    });
  });
}

/** Deletes a definition that no event, contact or computation uses. */
export async function deleteUnusedDefinition(actor: Actor, reference: DefinitionReference): Promise<void> {
  const { kind, name } = reference;
  const { isComputed, groupId } = await prisma.$transaction((transaction) =>
    lockDefinition(transaction, actor, reference),
  );
  if (isComputed) throw new AppError("conflict", "A computed property is deleted with its definition.");
  const uses = await listDefinitionUses(actor.workspaceId, reference);
  if (uses.length > 0) {
    const issues = uses.map((use) => ({ path: use.id, message: use.name }));
    throw new AppError("conflict", `${uses.length} definitions use ${name}.`, { issues });
  }
  const deleted = await deleteDefinitions(actor, kind, [name], { force: false });
  if (deleted.length === 0) {
    const holder = kind === "event" ? "It has events." : `Some ${kind}s have a value of it.`;
    throw new AppError("conflict", `${holder} Archive it instead.`);
  }
  await prisma.$transaction((transaction) => deleteUnusedGroup(transaction, actor, groupId));
}

const fields = ["label", "description", "group"] as const;
const fieldLabels = { label: "Label", description: "Description", group: "Group" };

function getNoun(kind: DefinitionReference["kind"]): string {
  return kind === "event" ? "event" : "property";
}

async function lockDefinition(
  transaction: Transaction,
  { workspaceId }: Actor,
  reference: DefinitionReference,
): Promise<StoredDefinition> {
  const [row] = await transaction.$queryRaw<StoredDefinition[]>`
    ${selectDefinitionSql(workspaceId, reference)} FOR NO KEY UPDATE`;
  if (!row) throw definitionNotFound(reference);
  return row;
}

/** Returns the id of the group with this name, and creates a missing one. Null for an empty name. */
async function ensureGroup(
  transaction: Transaction,
  { workspaceId }: Actor,
  name: string,
  before: Pick<StoredDefinition, "group" | "groupId">,
): Promise<string | null> {
  if (name === "") return null;
  if (name === before.group) return before.groupId;
  await lockGroups(transaction, workspaceId);
  const [group] = await transaction.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "Group" WHERE "workspaceId" = ${workspaceId} AND "name" = ${name} ORDER BY "id" LIMIT 1`;
  if (group) return group.id;
  const id = createId();
  await transaction.group.create({ data: { workspaceId, id, name } });
  return id;
}

/** Serializes creations of one group, whose name is not unique in the database, and its deletion with its use. */
async function lockGroups(transaction: Transaction, workspaceId: string): Promise<void> {
  await transaction.$executeRaw`
    SELECT pg_advisory_xact_lock(hashtextextended(${`${workspaceId} groups`}, 0))`;
}

/** A group without definitions would stay in pickers forever. */
async function deleteUnusedGroup(
  transaction: Transaction,
  { workspaceId }: Actor,
  groupId: string | null,
): Promise<void> {
  if (groupId === null) return;
  await lockGroups(transaction, workspaceId);
  await transaction.$executeRaw`
    DELETE FROM "Group" g WHERE g."workspaceId" = ${workspaceId} AND g."id" = ${groupId}
      AND NOT EXISTS (SELECT FROM "Property" p WHERE p."workspaceId" = ${workspaceId} AND p."groupId" = ${groupId})
      AND NOT EXISTS (
        SELECT FROM "EventDefinition" e WHERE e."workspaceId" = ${workspaceId} AND e."groupId" = ${groupId})`;
}

function describeEdit(from: DefinitionValues, to: DefinitionValues): string {
  const changes: string[] = [];
  if (from.label !== to.label) changes.push(`label from “${from.label}” to “${to.label}”`);
  if (from.description !== to.description) changes.push("description");
  if (from.group !== to.group) {
    changes.push(to.group === "" ? `removed from group “${from.group}”` : `group “${to.group}”`);
  }
  return changes.join(", ");
}
