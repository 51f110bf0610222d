import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { OutputNames, OutputNamesByKind } from "@/lib/computations/evaluate/graph";
import { compilePlan, type Plan, type PlanSource } from "@/lib/computations/evaluate/plan";
import {
  type Computation,
  ComputationBody,
  type ComputationType,
} from "@/lib/computations/schema/computation";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import { runStatement } from "@/lib/db/transact";

/** Plans by workspace and kind, with the revision that they are of. */
const plans = new Map<string, { revision: string; plan: Plan }>();
const maxPlans = 200;

/** The plan of a kind, or null where nothing is computed. Call it within the transaction that uses the plan. */
export async function findPlan(workspaceId: WorkspaceId, kind: ContactKind): Promise<Plan | null> {
  const [scope] = await runStatement<{ revision: string; removedProperties: string[] }>({
    name: "find-computation-scope",
    text: `SELECT "revision", "removedProperties" FROM "ComputationScope"
           WHERE "workspaceId" = $1 AND "kind" = $2::"ContactKind"`,
    values: [workspaceId, kind],
  });
  if (!scope) return null;
  const key = `${workspaceId} ${kind}`;
  const known = plans.get(key);
  if (known?.revision === scope.revision) return known.plan;
  const source = await loadPlanSource(workspaceId);
  const plan = compilePlan(kind, { ...source, removedProperties: scope.removedProperties });
  if (plans.size >= maxPlans) plans.clear();
  plans.set(key, { revision: scope.revision, plan });
  return plan;
}

/** Everything that plans of a workspace are compiled from. */
export async function loadPlanSource(workspaceId: WorkspaceId): Promise<PlanSource> {
  const computations = await loadComputations(workspaceId);
  const [workspace] = await runStatement<{ timeZone: string }>({
    name: "get-time-zone",
    text: `SELECT "timeZone" FROM "Workspace" WHERE "id" = $1`,
    values: [workspaceId],
  });
  const events = await runStatement<{ id: string; name: string }>({
    name: "list-event-ids",
    text: `SELECT "id", "name" FROM "EventDefinition" WHERE "workspaceId" = $1`,
    values: [workspaceId],
  });
  const sent = await listSentProperties(workspaceId);
  return {
    computations,
    names: chooseOutputNames(computations, sent),
    eventIds: new Map(events.map(({ name, id }) => [name, id])),
    timeZone: workspace?.timeZone ?? "UTC",
  };
}

const outputNames = { stage: "stage", stageSince: "stage_since", health: "health", segments: "segments" };

/** A sent property of the same name keeps it: the computed one gets a suffix. */
export function chooseOutputNames(
  computations: readonly Computation[],
  sent: readonly SentProperty[],
): OutputNamesByKind {
  const choose = (kind: ContactKind): OutputNames => {
    const has = (type: ComputationType) =>
      computations.some(
        (computation) => computation.kind === kind && computation.type === type && computation.body,
      );
    const free = (name: string) =>
      sent.some((property) => property.kind === kind && property.name === name) ? `${name}_computed` : name;
    const hasStages = has("stage");
    return {
      stage: hasStages ? free(outputNames.stage) : null,
      stageSince: hasStages ? free(outputNames.stageSince) : null,
      health: has("healthProfile") ? free(outputNames.health) : null,
      segments: has("segment") ? free(outputNames.segments) : null,
    };
  };
  return { user: choose("user"), account: choose("account") };
}

/** The properties of both kinds that are not computed. */
export function listSentProperties(workspaceId: WorkspaceId): Promise<SentProperty[]> {
  return runStatement<SentProperty>({
    name: "list-sent-properties",
    text: `SELECT "kind", "name" FROM "Property" WHERE "workspaceId" = $1 AND NOT "isComputed"`,
    values: [workspaceId],
  });
}

export type SentProperty = { kind: ContactKind; name: string };

/** The computations of both kinds. */
export async function loadComputations(workspaceId: WorkspaceId): Promise<Computation[]> {
  const rows = await runStatement<Omit<Computation, "body"> & { body: unknown }>({
    name: "load-computations",
    text: `
      SELECT "id", "type", "kind", "name", "description", "body", "position", "version", "propertyName"
      FROM "Computation" WHERE "workspaceId" = $1 ORDER BY "position", "id"`,
    values: [workspaceId],
  });
  return rows.map((row) => ({ ...row, body: row.body === null ? null : ComputationBody.parse(row.body) }));
}
