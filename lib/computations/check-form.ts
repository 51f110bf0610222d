import type { Computation, ComputationBody, ComputationForm } from "@/lib/computations/schema/computation";
import { computationNouns, maxComputations } from "@/lib/computations/schema/computation";
import type { Condition } from "@/lib/computations/schema/condition";
import { AppError, type Issue } from "@/lib/errors";
import { foldName } from "@/lib/text/display-name";
import { buildGraph, type NodeKey, type OutputNamesByKind, sortNodes, toNodeKey } from "./evaluate/graph";

/** Rejects a name in use, too many of a type, and references to what does not exist or is of another kind. */
export function checkForm(form: ComputationForm, saved: readonly Computation[]): void {
  const { id, kind, name, body } = form;
  const siblings = saved.filter(
    (other) => other.type === body.type && other.kind === kind && other.id !== id,
  );
  const noun = computationNouns[body.type];
  if (siblings.length >= maxComputations[body.type])
    throw new AppError(
      "conflict",
      `A workspace may have ${maxComputations[body.type]} of these. Delete one first.`,
    );
  if (siblings.some((other) => foldName(other.name) === foldName(name)))
    throw rejectForm([{ path: "name", message: `Another ${noun} has this name.` }]);
  checkBody(form, saved);
}

/** Rejects references to what does not exist or is of another kind. */
export function checkBody(form: Pick<ComputationForm, "kind" | "body">, saved: readonly Computation[]): void {
  const { kind, body } = form;
  const issues = listConditionsWithPaths(body).flatMap(([path, condition]) =>
    checkReferences(path, condition, form, saved),
  );
  if (body.type === "stage" && body.healthProfileId !== null) {
    const profile = saved.find((other) => other.id === body.healthProfileId);
    if (profile?.type !== "healthProfile" || profile.kind !== kind)
      issues.push({ path: "body.healthProfileId", message: "This health profile does not exist." });
  }
  if (issues.length > 0) throw rejectForm(issues);
}

export function rejectForm(issues: Issue[]): AppError {
  return new AppError("bad_request", "Correct the highlighted fields.", { issues });
}

function listConditionsWithPaths(body: ComputationBody): [path: string, condition: Condition][] {
  switch (body.type) {
    case "segment":
      return [["body.condition", body.condition]];
    case "stage":
      return body.condition ? [["body.condition", body.condition]] : [];
    case "healthProfile":
      return [
        ["body.good", body.good],
        ["body.bad", body.bad],
      ];
    case "score":
      return body.rules.map(({ condition }, index) => [`body.rules.${index}.condition`, condition]);
    case "property":
      return [];
  }
}

function checkReferences(
  path: string,
  condition: Condition,
  { kind }: Pick<ComputationForm, "kind">,
  saved: readonly Computation[],
): Issue[] {
  const exists = (id: string, type: Computation["type"], ofKind: Computation["kind"]) =>
    saved.some((other) => other.id === id && other.type === type && other.kind === ofKind);
  switch (condition.type) {
    case "group":
      return condition.conditions.flatMap((part, index) =>
        checkReferences(`${path}.conditions.${index}`, part, { kind }, saved),
      );
    case "segment":
      return exists(condition.segmentId, "segment", kind)
        ? []
        : [{ path: `${path}.segmentId`, message: "This segment does not exist." }];
    case "related":
      return exists(condition.segmentId, "segment", kind === "user" ? "account" : "user")
        ? []
        : [{ path: `${path}.segmentId`, message: "This segment does not exist." }];
    case "stage":
      return condition.stageIds.every((id) => exists(id, "stage", kind))
        ? []
        : [{ path: `${path}.stageIds`, message: "One of these stages does not exist." }];
    default:
      return [];
  }
}

/** Rejects computations that read each other in a cycle, with its path: "Power users → Health → Customer → Power users". */
export function checkCycles(
  changed: Computation,
  computations: readonly Computation[],
  names: OutputNamesByKind,
): void {
  const sorted = sortNodes(buildGraph(computations, names));
  if (!("cycle" in sorted)) return;
  // Without the change there was no cycle: it is part of it.
  const nodes = sorted.cycle.slice(1);
  const start = nodes.indexOf(toNodeKey(changed));
  const fromChange = [...nodes.slice(start), ...nodes.slice(0, start), nodes[start] ?? ""];
  const path = fromChange.map((key) => describeNode(key, computations)).join(" → ");
  const message = `This would depend on itself: ${path}.`;
  // The field tells it from a conflict of versions.
  throw new AppError("conflict", message, { issues: [{ path: "body", message }] });
}

export function describeNode(key: NodeKey, computations: readonly Computation[]): string {
  const [kind, part] = key.split(" ");
  if (part === "stage") return `Stage of ${kind}s`;
  if (part === "health") return `Health of ${kind}s`;
  if (part === "segments") return `Segments of ${kind}s`;
  return computations.find((computation) => toNodeKey(computation) === key)?.name ?? "";
}
