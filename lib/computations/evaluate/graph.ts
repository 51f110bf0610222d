import type { Computation } from "@/lib/computations/schema/computation";
import { type Condition, type LeafCondition, visitLeaves } from "@/lib/computations/schema/condition";
import type { ContactKind } from "@/lib/contacts/schema/contact";

/** The names of the properties that hold computed values, by kind. Null where nothing of the type is defined. */
export type OutputNames = {
  stage: string | null;
  stageSince: string | null;
  health: string | null;
  segments: string | null;
};
export type OutputNamesByKind = Record<ContactKind, OutputNames>;

/**
 * A node of the graph of what reads what. All stages of a kind are one node, since the last one wins; so are all health
 * profiles, and the list of segments.
 */
export type NodeKey = string;

export const stageKey = (kind: ContactKind): NodeKey => `${kind} stage`;
export const healthKey = (kind: ContactKind): NodeKey => `${kind} health`;
export const segmentListKey = (kind: ContactKind): NodeKey => `${kind} segments`;

export function toNodeKey({ type, kind, id }: Pick<Computation, "type" | "kind" | "id">): NodeKey {
  if (type === "stage") return stageKey(kind);
  return type === "healthProfile" ? healthKey(kind) : `${kind} ${id}`;
}

export function listConditions({ body }: Computation): Condition[] {
  switch (body?.type) {
    case "segment":
      return [body.condition];
    case "stage":
      return body.condition ? [body.condition] : [];
    case "healthProfile":
      return [body.good, body.bad];
    case "score":
      return body.rules.map(({ condition }) => condition);
    default:
      return [];
  }
}

export function listLeaves(computation: Computation): LeafCondition[] {
  const leaves: LeafCondition[] = [];
  for (const condition of listConditions(computation)) visitLeaves(condition, (leaf) => leaves.push(leaf));
  return leaves;
}

/** The properties that a computation reads by name. */
export function listReadProperties(computation: Computation): string[] {
  const { body } = computation;
  const names = listLeaves(computation).flatMap((leaf) => (leaf.type === "property" ? leaf.name : []));
  return body?.type === "property" && body.formula.function === "daysSince"
    ? [...names, body.formula.property]
    : names;
}

/** The events that a computation reads by name. */
export function listReadEvents(computation: Computation): string[] {
  const { body } = computation;
  const names = listLeaves(computation).flatMap((leaf) => (leaf.type === "event" ? leaf.event : []));
  return body?.type === "property" && body.formula.function !== "daysSince"
    ? [...names, body.formula.event]
    : names;
}

/** Maps the names of computed properties to the nodes that compute them. */
export function mapOutputs(
  computations: readonly Computation[],
  kind: ContactKind,
  names: OutputNames,
): Map<string, NodeKey> {
  const outputs = new Map<string, NodeKey>();
  for (const computation of computations) {
    if (computation.kind === kind && computation.propertyName !== null)
      outputs.set(computation.propertyName, toNodeKey(computation));
  }
  for (const [name, key] of [
    [names.stage, stageKey(kind)],
    [names.stageSince, stageKey(kind)],
    [names.health, healthKey(kind)],
    [names.segments, segmentListKey(kind)],
  ] as const) {
    if (name !== null) outputs.set(name, key);
  }
  return outputs;
}

/** What each node reads. */
export function buildGraph(
  computations: readonly Computation[],
  names: OutputNamesByKind,
): Map<NodeKey, Set<NodeKey>> {
  const graph = new Map<NodeKey, Set<NodeKey>>();
  const readsOf = (key: NodeKey) => {
    const reads = graph.get(key) ?? new Set();
    graph.set(key, reads);
    return reads;
  };
  for (const kind of ["user", "account"] as const) {
    const otherKind = kind === "user" ? "account" : "user";
    const ofKind = computations.filter((computation) => computation.kind === kind);
    const outputs = mapOutputs(computations, kind, names[kind]);
    for (const computation of ofKind) {
      const reads = readsOf(toNodeKey(computation));
      if (computation.type === "healthProfile") reads.add(stageKey(kind));
      if (computation.type === "segment") readsOf(segmentListKey(kind)).add(toNodeKey(computation));
      for (const name of listReadProperties(computation)) {
        const key = outputs.get(name);
        if (key !== undefined) reads.add(key);
      }
      for (const leaf of listLeaves(computation)) {
        if (leaf.type === "segment") reads.add(`${kind} ${leaf.segmentId}`);
        else if (leaf.type === "related") reads.add(`${otherKind} ${leaf.segmentId}`);
        else if (leaf.type === "stage") reads.add(stageKey(kind));
        else if (leaf.type === "health") reads.add(healthKey(kind));
      }
    }
  }
  return graph;
}

/** The nodes in an order in which each comes after what it reads; or a cycle, as a path that ends where it begins. */
export function sortNodes(
  graph: ReadonlyMap<NodeKey, ReadonlySet<NodeKey>>,
): { order: NodeKey[] } | { cycle: NodeKey[] } {
  const order: NodeKey[] = [];
  const done = new Set<NodeKey>();
  const path: NodeKey[] = [];
  const visit = (key: NodeKey): NodeKey[] | undefined => {
    if (done.has(key)) return undefined;
    const start = path.indexOf(key);
    if (start >= 0) return [...path.slice(start), key];
    path.push(key);
    for (const read of graph.get(key) ?? []) {
      const cycle = visit(read);
      if (cycle) return cycle;
    }
    path.pop();
    done.add(key);
    order.push(key);
    return undefined;
  };
  for (const key of graph.keys()) {
    const cycle = visit(key);
    if (cycle) return { cycle };
  }
  return { order };
}

/** The node and all that it reads, directly or not. */
export function findReads(graph: ReadonlyMap<NodeKey, ReadonlySet<NodeKey>>, key: NodeKey): Set<NodeKey> {
  const found = new Set<NodeKey>();
  const open = [key];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    open.push(...(graph.get(next) ?? []));
  }
  return found;
}

/** All nodes that read one of these, directly or not. */
export function findReaders(
  graph: ReadonlyMap<NodeKey, ReadonlySet<NodeKey>>,
  keys: Iterable<NodeKey>,
): Set<NodeKey> {
  const readers = new Set<NodeKey>();
  const open = [...keys];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    for (const [reader, reads] of graph) {
      if (!reads.has(key) || readers.has(reader)) continue;
      readers.add(reader);
      open.push(reader);
    }
  }
  return readers;
}
