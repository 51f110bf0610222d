import {
  buildGraph,
  findReaders,
  listLeaves,
  listReadProperties,
  mapOutputs,
  type OutputNamesByKind,
  toNodeKey,
} from "@/lib/computations/evaluate/graph";
import type { Computation } from "@/lib/computations/schema/computation";
import type { ComputationReference } from "@/lib/computations/schema/explanation";

/** The computations that would break without this one: those that name it, or that read the values it provides. */
export function findUsers(
  computation: Computation,
  all: readonly Computation[],
  names: OutputNamesByKind,
): ComputationReference[] {
  return all
    .filter((other) => other.id !== computation.id && reads(other, computation, all, names))
    .map(toReference);
}

function reads(
  reader: Computation,
  computation: Computation,
  all: readonly Computation[],
  names: OutputNamesByKind,
): boolean {
  const { id, type, kind } = computation;
  if (reader.body?.type === "stage" && reader.body.healthProfileId === id) return true;
  for (const leaf of listLeaves(reader)) {
    if ((leaf.type === "segment" || leaf.type === "related") && leaf.segmentId === id) return true;
    if (leaf.type === "stage" && leaf.stageIds.includes(id)) return true;
  }
  if (reader.kind !== kind) return false;
  // The last of a type takes the property of all of them with it.
  const isLast = !all.some((other) => other.id !== id && other.type === type && other.kind === kind);
  const outputs = mapOutputs(all, kind, names[kind]);
  const key = toNodeKey(computation);
  const provides = (name: string) =>
    outputs.get(name) === key && (computation.propertyName === name || isLast);
  return (
    listReadProperties(reader).some(provides) ||
    (isLast && type === "healthProfile" && listLeaves(reader).some((leaf) => leaf.type === "health"))
  );
}

/** All computations that read this one, directly or not: an edit can change them. */
export function findAffected(
  computation: Computation,
  all: readonly Computation[],
  names: OutputNamesByKind,
): ComputationReference[] {
  const graph = buildGraph(all, names);
  const readers = findReaders(graph, [toNodeKey(computation)]);
  return all.filter((other) => other.id !== computation.id && readers.has(toNodeKey(other))).map(toReference);
}

export function toReference({ id, type, kind, name }: Computation): ComputationReference {
  return { id, type, kind, name };
}
