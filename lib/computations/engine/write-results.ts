import "server-only";
import type { PoolClient } from "pg";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { Evaluation } from "@/lib/computations/evaluate/condition";
import { findNextChange } from "@/lib/computations/evaluate/contact";
import type { Plan } from "@/lib/computations/evaluate/plan";
import { type HealthValue, healthLabels } from "@/lib/computations/schema/condition";
import type { PropertyValue } from "@/lib/contacts/schema/property";
import { contactTables } from "@/lib/contacts/tables";
import { Prisma } from "@/lib/db/generated/client";
import { nameStatement } from "@/lib/db/prepared-statement";
import { createIdAt } from "@/lib/ids";
import { toTimestamp } from "./sql-time";

type Change = {
  contactId: string;
  type: "segment" | "stage" | "healthProfile";
  computationId: string;
  entered: boolean;
  name: string;
  previous: string;
  cause: string;
};

/** Writes what differs from the stored results: memberships, properties, history, and the state of each contact. */
export async function writeResults(
  client: PoolClient,
  workspaceId: WorkspaceId,
  plan: Plan,
  evaluations: readonly Evaluation[],
  causes: ReadonlyMap<string, string>,
): Promise<void> {
  const changes = evaluations.flatMap((evaluation) =>
    listChanges(evaluation, causes.get(evaluation.facts.id) ?? "property"),
  );
  await writeMemberships(client, workspaceId, plan, changes);
  await writeProperties(client, workspaceId, plan, evaluations);
  await writeChanges(client, workspaceId, plan, changes, evaluations[0]?.now ?? 0);
  await writeStates(client, workspaceId, plan, evaluations);
}

function listChanges({ plan, facts, results }: Evaluation, cause: string): Change[] {
  const changes: Change[] = [];
  const shared = { contactId: facts.id, cause, previous: "" };
  for (const { id, name } of plan.segments) {
    const entered = results.segments.get(id)?.value === true;
    if (entered !== facts.segmentIds.has(id))
      changes.push({ ...shared, type: "segment", computationId: id, entered, name });
  }
  const stageId = results.stage.value;
  if (stageId !== facts.stageId) {
    const nameOf = (id: string | null) => plan.stages.find((stage) => stage.id === id)?.name ?? "";
    // The name of a deleted stage is still in the properties. Without any stage, the property is to be removed.
    const property =
      plan.names.stage ?? plan.removedProperties.find((name) => /^stage(_computed)?$/.test(name));
    const stored = property === undefined ? undefined : facts.properties[property];
    const previous = facts.stageId === null ? "" : nameOf(facts.stageId) || String(stored ?? "");
    changes.push({
      ...shared,
      type: "stage",
      computationId: stageId ?? "",
      entered: stageId !== null,
      name: nameOf(stageId),
      previous,
    });
  }
  const health = results.health.value;
  if (health !== facts.health) {
    const nameOf = (value: HealthValue | null) => (value === null ? "" : healthLabels[value]);
    changes.push({
      ...shared,
      type: "healthProfile",
      computationId: "",
      entered: health !== null,
      name: nameOf(health),
      previous: nameOf(facts.health),
    });
  }
  return changes;
}

async function writeMemberships(
  client: PoolClient,
  workspaceId: WorkspaceId,
  plan: Plan,
  changes: readonly Change[],
): Promise<void> {
  const { foreignKey, segmentTable } = contactTables[plan.kind];
  const ofSegments = changes.filter(({ type }) => type === "segment");
  for (const entered of [true, false]) {
    const contacts = groupContacts(
      ofSegments.filter((change) => change.entered === entered),
      ({ computationId }) => computationId,
    );
    if (contacts.size === 0) continue;
    const lists = Prisma.sql`
      unnest(${[...contacts.keys()]}::text[], ${[...contacts.values()].map(toList)}::text[]) l ("segmentId", "contactIds")
      CROSS JOIN LATERAL unnest(string_to_array(l."contactIds", ',')) c ("contactId")`;
    await client.query(
      entered
        ? nameStatement(
            `enter-segments-of-${plan.kind}s`,
            Prisma.sql`
              INSERT INTO ${segmentTable} ("workspaceId", "segmentId", ${foreignKey})
              SELECT ${workspaceId}, l."segmentId", c."contactId" FROM ${lists}
              ON CONFLICT DO NOTHING`,
          )
        : nameStatement(
            `leave-segments-of-${plan.kind}s`,
            Prisma.sql`
              DELETE FROM ${segmentTable} m
              USING ${lists}
              WHERE m."workspaceId" = ${workspaceId} AND m."segmentId" = l."segmentId"
                AND m.${foreignKey} = c."contactId"`,
          ),
    );
  }
}

function groupContacts<Key>(changes: readonly Change[], toKey: (change: Change) => Key): Map<Key, string[]> {
  const groups = new Map<Key, string[]>();
  for (const change of changes) {
    const [key, { contactId }] = [toKey(change), change];
    const contactIds = groups.get(key);
    if (contactIds) contactIds.push(contactId);
    else groups.set(key, [contactId]);
  }
  return groups;
}

/** Ids have no commas. One text is cheaper to encode and to parse than an array of texts. */
function toList(ids: readonly string[]): string {
  return ids.join(",");
}

async function writeProperties(
  client: PoolClient,
  workspaceId: WorkspaceId,
  plan: Plan,
  evaluations: readonly Evaluation[],
): Promise<void> {
  const patches = evaluations.flatMap((evaluation) => {
    const patch = diffProperties(evaluation);
    return patch ? { id: evaluation.facts.id, ...patch } : [];
  });
  if (patches.length === 0) return;
  const { table } = contactTables[plan.kind];
  await client.query(
    nameStatement(
      `write-computed-properties-of-${plan.kind}s`,
      Prisma.sql`
        UPDATE ${table} c
        SET "properties" = CASE p."removed" WHEN '[]' THEN c."properties"
              ELSE c."properties" - ARRAY(SELECT jsonb_array_elements_text(p."removed")) END || p."set",
            "updatedAt" = clock_timestamp()
        FROM unnest(
          ${patches.map(({ id }) => id)}::text[], ${patches.map(({ removed }) => JSON.stringify(removed))}::jsonb[],
          ${patches.map(({ set }) => JSON.stringify(set))}::jsonb[]
        ) p ("id", "removed", "set")
        WHERE c."workspaceId" = ${workspaceId} AND c."id" = p."id"`,
    ),
  );
}

type Patch = { set: Record<string, PropertyValue>; removed: string[] };

function diffProperties({ plan, facts, results }: Evaluation): Patch | null {
  const set: [string, PropertyValue][] = [];
  const removed = plan.removedProperties.filter(
    (name) => !plan.outputs.has(name) && Object.hasOwn(facts.properties, name),
  );
  for (const [name, { value }] of results.values) {
    const stored = Object.hasOwn(facts.properties, name) ? facts.properties[name] : undefined;
    if (value === undefined) {
      if (stored !== undefined) removed.push(name);
    } else if (!isEqual(value, stored)) set.push([name, value]);
  }
  return set.length + removed.length === 0 ? null : { set: Object.fromEntries(set), removed };
}

function isEqual(a: PropertyValue, b: PropertyValue | undefined): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

/** Contacts that change alike share all columns but two. */
async function writeChanges(
  client: PoolClient,
  workspaceId: WorkspaceId,
  { kind }: Plan,
  changes: readonly Change[],
  now: number,
): Promise<void> {
  if (changes.length === 0) return;
  const firstOfKey = new Map<string, Change>();
  const groups = groupContacts(changes, (change) => {
    const { type, computationId, entered, name, previous, cause } = change;
    const key = JSON.stringify([type, computationId, entered, name, previous, cause]);
    const first = firstOfKey.get(key) ?? change;
    firstOfKey.set(key, first);
    return first;
  });
  const shared = [...groups.keys()];
  const contacts = [...groups.values()];
  await client.query(
    nameStatement(
      "write-contact-changes",
      Prisma.sql`
        INSERT INTO "ContactChange" ("workspaceId", "kind", "id", "contactId", "type", "computationId", "entered",
                                     "name", "previous", "cause")
        SELECT ${workspaceId}, ${kind}::"ContactKind", c."id", c."contactId", g."type"::"ComputationType",
               g."computationId", g."entered", g."name", g."previous", g."cause"
        FROM (
          SELECT u."type", u."computationId", u."entered", u."name", u."previous", u."ids", u."contactIds",
                 coalesce((SELECT 'event ' || d."name" FROM "EventDefinition" d
                           WHERE d."workspaceId" = ${workspaceId} AND u."cause" LIKE 'event %'
                             AND d."id" = substr(u."cause", 7)), u."cause") AS "cause"
          FROM unnest(
            ${shared.map(({ type }) => type)}::text[], ${shared.map(({ computationId }) => computationId)}::text[],
            ${shared.map(({ entered }) => entered)}::boolean[], ${shared.map(({ name }) => name)}::text[],
            ${shared.map(({ previous }) => previous)}::text[], ${shared.map(({ cause }) => cause)}::text[],
            ${contacts.map((ids) => toList(ids.map(() => createIdAt(now))))}::text[], ${contacts.map(toList)}::text[]
          ) u ("type", "computationId", "entered", "name", "previous", "cause", "ids", "contactIds")
          OFFSET 0
        ) g
        CROSS JOIN LATERAL unnest(string_to_array(g."ids", ','), string_to_array(g."contactIds", ',')) c ("id", "contactId")`,
    ),
  );
}

async function writeStates(
  client: PoolClient,
  workspaceId: WorkspaceId,
  { kind }: Plan,
  evaluations: readonly Evaluation[],
): Promise<void> {
  const states = evaluations.flatMap((evaluation) => {
    const { facts, results } = evaluation;
    const [stageId, health, dueAt] = [results.stage.value, results.health.value, findNextChange(evaluation)];
    const isEmpty = stageId === null && health === null && dueAt === Number.POSITIVE_INFINITY;
    const isStored = stageId === facts.stageId && health === facts.health && dueAt === facts.dueAt;
    return isStored && facts.hasState !== isEmpty ? [] : { id: facts.id, stageId, health, dueAt, isEmpty };
  });
  const [full, empty] = [states.filter(({ isEmpty }) => !isEmpty), states.filter(({ isEmpty }) => isEmpty)];
  if (full.length > 0)
    await client.query(
      nameStatement(
        "write-contact-states",
        Prisma.sql`
          INSERT INTO "ContactState" ("workspaceId", "kind", "contactId", "stageId", "health", "dueAt")
          SELECT ${workspaceId}, ${kind}::"ContactKind", * FROM unnest(
            ${full.map(({ id }) => id)}::text[], ${full.map(({ stageId }) => stageId)}::text[],
            ${full.map(({ health }) => health)}::text[],
            ${full.map(({ dueAt }) => (Number.isFinite(dueAt) ? toTimestamp(dueAt) : null))}::timestamptz[])
          ON CONFLICT ("workspaceId", "kind", "contactId") DO UPDATE
          SET "stageId" = EXCLUDED."stageId", "health" = EXCLUDED."health", "dueAt" = EXCLUDED."dueAt"`,
      ),
    );
  if (empty.length > 0)
    await client.query(
      nameStatement(
        "delete-contact-states",
        Prisma.sql`
          DELETE FROM "ContactState"
          WHERE "workspaceId" = ${workspaceId} AND "kind" = ${kind}::"ContactKind"
            AND "contactId" = ANY(${empty.map(({ id }) => id)}::text[])`,
      ),
    );
}
