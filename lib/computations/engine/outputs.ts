import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { mapOutputs, type OutputNamesByKind } from "@/lib/computations/evaluate/graph";
import type { Computation } from "@/lib/computations/schema/computation";
import { getResultType } from "@/lib/computations/schema/names";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import type { PropertyType } from "@/lib/contacts/schema/property";
import { Prisma } from "@/lib/db/generated/client";
import { runStatement } from "@/lib/db/transact";

type ComputationSet = { computations: readonly Computation[]; names: OutputNamesByKind };
export type RemovedOutputs = Record<ContactKind, { removed: string[]; kept: string[] }>;

/** Defines the properties that hold computed values, and deletes those that no longer have any. Returns their names. */
export async function writeOutputs(
  workspaceId: WorkspaceId,
  { before, after }: { before: ComputationSet; after: ComputationSet },
): Promise<RemovedOutputs> {
  const changeKind = async (kind: ContactKind) => {
    const outputs = listOutputs(kind, after);
    const kept = outputs.map(({ name }) => name);
    const removed = [...mapOutputs(before.computations, kind, before.names[kind]).keys()].filter(
      (name) => !kept.includes(name),
    );
    if (outputs.length > 0) await defineOutputs(workspaceId, kind, outputs);
    await runStatement(Prisma.sql`
      DELETE FROM "Property"
      WHERE "workspaceId" = ${workspaceId} AND "kind" = ${kind}::"ContactKind" AND "isComputed"
        AND "name" = ANY(${removed}::text[])`);
    return { removed, kept };
  };
  return { user: await changeKind("user"), account: await changeKind("account") };
}

type Output = { name: string; label: string; type: PropertyType };

function listOutputs(kind: ContactKind, { computations, names }: ComputationSet): Output[] {
  const { stage, stageSince, health, segments } = names[kind];
  const shared: [string | null, string, PropertyType][] = [
    [stage, "Stage", "string"],
    [stageSince, "Stage since", "date"],
    [health, "Health", "string"],
    [segments, "Segments", "list"],
  ];
  return [
    ...shared.flatMap(([name, label, type]) => (name === null ? [] : { name, label, type })),
    ...computations.flatMap(({ kind: ofKind, propertyName, name, body }) =>
      ofKind === kind && propertyName !== null && body
        ? { name: propertyName, label: name, type: getResultType(body) }
        : [],
    ),
  ];
}

async function defineOutputs(workspaceId: WorkspaceId, kind: ContactKind, outputs: Output[]): Promise<void> {
  await runStatement(Prisma.sql`
    INSERT INTO "Property" ("workspaceId", "kind", "name", "label", "type", "isComputed")
    SELECT ${workspaceId}, ${kind}::"ContactKind", "name", "label", "type"::"PropertyType", true
    FROM unnest(${outputs.map(({ name }) => name)}::text[], ${outputs.map(({ label }) => label)}::text[],
                ${outputs.map(({ type }) => type)}::text[]) o ("name", "label", "type")
    ON CONFLICT ("workspaceId", "kind", "name") DO UPDATE
    SET "label" = EXCLUDED."label", "type" = EXCLUDED."type" WHERE "Property"."isComputed"`);
}
