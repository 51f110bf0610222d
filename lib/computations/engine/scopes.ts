import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { compilePlan, listReads } from "@/lib/computations/evaluate/plan";
import { Prisma } from "@/lib/db/generated/client";
import { runStatement } from "@/lib/db/transact";
import { loadPlanSource } from "./load-plan";
import type { RemovedOutputs } from "./outputs";

/** Writes what the triggers watch, after a change of the computations in the same transaction. */
export async function writeScopes(workspaceId: WorkspaceId, outputs: RemovedOutputs): Promise<void> {
  const source = await loadPlanSource(workspaceId);
  for (const kind of ["user", "account"] as const) {
    const plan = compilePlan(kind, source);
    const { properties, events, segmentIds, readsActivity } = listReads(plan);
    const eventIds = events.flatMap((name) => source.eventIds.get(name) ?? []);
    const { removed, kept } = outputs[kind];
    // A kind without computations needs no scope, except to remove the values of deleted ones.
    const isEmpty = plan.computations.length === 0;
    await runStatement(Prisma.sql`
      INSERT INTO "ComputationScope" ("workspaceId", "kind", "properties", "eventIds", "segmentIds",
                                      "removedProperties", "readsActivity", "revision")
      SELECT ${workspaceId}, ${kind}::"ContactKind", ${properties}::text[], ${eventIds}::text[],
             ${segmentIds}::text[], ${removed}::text[], ${readsActivity}::boolean, gen_random_uuid()::text
      WHERE NOT ${isEmpty}::boolean OR EXISTS (
        SELECT FROM "ComputationScope" WHERE "workspaceId" = ${workspaceId} AND "kind" = ${kind}::"ContactKind")
      ON CONFLICT ("workspaceId", "kind") DO UPDATE
      SET "properties" = EXCLUDED."properties", "eventIds" = EXCLUDED."eventIds",
          "segmentIds" = EXCLUDED."segmentIds", "readsActivity" = EXCLUDED."readsActivity",
          "revision" = EXCLUDED."revision",
          "removedProperties" = ARRAY(
            SELECT DISTINCT "name" FROM unnest("ComputationScope"."removedProperties" || EXCLUDED."removedProperties") "name"
            WHERE "name" <> ALL(${kept}::text[]))`);
  }
}
