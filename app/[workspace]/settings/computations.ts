import { notFound } from "next/navigation";
import { cache } from "react";
import type { Draft } from "@/components/computations/editor/use-draft";
import { getDenialReason, may } from "@/lib/auth/permissions";
import { requireActor } from "@/lib/auth/session";
import { getComputation, getConditionOptions, getRunState, listWithBodies } from "@/lib/computations/queries";
import type { BodyOf, Computation, ComputationType } from "@/lib/computations/schema/computation";
import { loadKindQuery } from "@/lib/computations/schema/urls";
import { AppError } from "@/lib/errors";

type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/** The last part of the URL of an editor without a saved computation. */
const newId = "new";

/** Finds the computation that the URL of an editor names, or answers 404. Null for a new one. */
export const requireComputation = cache(
  async <Type extends ComputationType>(
    slug: string,
    id: string,
    type: Type,
  ): Promise<Computation<Type> | null> => {
    await requireActor(slug);
    if (id === newId) return null;
    return (await findComputation(slug, id, type)) ?? notFound();
  },
);

/** Null if it was deleted, or has another type. */
export async function findComputation<Type extends ComputationType>(
  slug: string,
  id: string,
  type: Type,
): Promise<Computation<Type> | null> {
  const { workspaceId } = await requireActor(slug);
  const computation = await getComputation(workspaceId, id).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "not_found") return null;
    throw error;
  });
  // TypeScript does not narrow a generic type by its discriminator.
  return computation?.type === type ? (computation as unknown as Computation<Type>) : null;
}

/** Loads what the page of every list needs. */
export async function loadList<Type extends ComputationType>(
  slug: string,
  searchParams: SearchParams,
  type: Type,
) {
  const { workspaceId, workspace, role } = await requireActor(slug);
  const { kind } = loadKindQuery(await searchParams);
  const run = await getRunState(workspaceId, kind);
  const rows = await listWithBodies(workspaceId, kind, type);
  return { workspaceId, slug: workspace.slug, kind, rows, run, disabledReason: findDenial(role) };
}

interface EditorQuery<Type extends ComputationType> {
  slug: string;
  id: string;
  type: Type;
  searchParams: SearchParams;
  /** The body of a new computation. */
  initialBody: BodyOf<Type>;
}

/** Loads what the page of every editor needs. */
export async function loadEditor<Type extends ComputationType>(query: EditorQuery<Type>) {
  const { workspaceId, workspace, role } = await requireActor(query.slug);
  const stored = await requireComputation(query.slug, query.id, query.type);
  const kind = stored?.kind ?? loadKindQuery(await query.searchParams).kind;
  const options = await getConditionOptions(workspaceId, kind);
  const saved: Draft<Type> = {
    id: stored?.id ?? null,
    version: stored?.version ?? null,
    kind,
    name: stored?.name ?? "",
    description: stored?.description ?? "",
    body: stored?.body ?? query.initialBody,
  };
  return {
    workspaceId,
    kind,
    stored,
    editor: { slug: workspace.slug, saved, options, disabledReason: findDenial(role) },
  };
}

function findDenial(role: Parameters<typeof may>[0]): string | null {
  return may(role, "manageComputations") ? null : getDenialReason("manageComputations");
}
