import {
  type Condition,
  type ConditionGroup,
  countConditions,
  maxConditions,
  maxGroupDepth,
} from "@/lib/computations/schema/condition";

/** The indexes from the root group to a condition. */
export type Path = readonly number[];
export type Step = -1 | 1;

/** A changed tree, and the condition that gets the focus; null if none remains. */
export type Change = { root: ConditionGroup; focus: Path | null };

export function findCondition(root: ConditionGroup, path: Path): Condition | undefined {
  return path.reduce<Condition | undefined>(
    (condition, index) => (condition?.type === "group" ? condition.conditions[index] : undefined),
    root,
  );
}

export function replaceCondition(root: ConditionGroup, path: Path, next: Condition): ConditionGroup {
  const [index, ...rest] = path;
  if (index === undefined) return next.type === "group" ? next : root;
  const conditions = root.conditions.map((condition, position) => {
    if (position !== index) return condition;
    return condition.type === "group" ? (replaceIn(condition, rest, next) as Condition) : next;
  });
  return { ...root, conditions };
}

function replaceIn(group: ConditionGroup, path: Path, next: Condition): Condition {
  return path.length === 0 ? next : replaceCondition(group, path, next);
}

/** Appends to the group at `path`. */
export function appendCondition(root: ConditionGroup, path: Path, condition: Condition): Change {
  const group = getGroup(root, path);
  const position = [...path, group.conditions.length];
  return { root: insertAt(root, position, condition), focus: position };
}

/** Removes a condition, and the groups that it leaves empty. The focus goes to the next one, or to the previous one. */
export function removeCondition(root: ConditionGroup, path: Path): Change {
  const parentPath = path.slice(0, -1);
  const index = path.at(-1) ?? 0;
  const next = removeAt(root, path);
  const remaining = getGroup(next, parentPath).conditions.length;
  if (remaining === 0 && parentPath.length > 0) return removeCondition(next, parentPath);
  return { root: next, focus: remaining === 0 ? null : [...parentPath, Math.min(index, remaining - 1)] };
}

/**
 * Moves a condition by one position in page order: past a sibling, into an adjacent group, or out of its group.
 * A group moves past groups. Null at the ends.
 */
export function moveCondition(root: ConditionGroup, path: Path, step: Step): Change | null {
  const parentPath = path.slice(0, -1);
  const index = path.at(-1);
  const moved = findCondition(root, path);
  if (index === undefined || !moved) return null;
  const parent = getGroup(root, parentPath);
  const neighbor = parent.conditions[index + step];
  if (!neighbor) return moveOut(root, path, moved, step);

  const without = removeAt(root, path);
  const enters = neighbor.type === "group" && moved.type !== "group";
  // After the removal the next neighbour has the index of the moved condition.
  const neighborIndex = step === 1 ? index : index - 1;
  const position = enters
    ? [...parentPath, neighborIndex, step === 1 ? 0 : neighbor.conditions.length]
    : [...parentPath, index + step];
  return { root: insertAt(without, position, moved), focus: position };
}

function moveOut(root: ConditionGroup, path: Path, moved: Condition, step: Step): Change | null {
  const parentPath = path.slice(0, -1);
  const parentIndex = parentPath.at(-1);
  if (parentIndex === undefined) return null;
  const leavesEmpty = getGroup(root, parentPath).conditions.length === 1;
  const without = leavesEmpty ? removeAt(root, parentPath) : removeAt(root, path);
  const position = [...parentPath.slice(0, -1), parentIndex + (step === 1 && !leavesEmpty ? 1 : 0)];
  return { root: insertAt(without, position, moved), focus: position };
}

function getGroup(root: ConditionGroup, path: Path): ConditionGroup {
  const group = findCondition(root, path);
  if (group?.type !== "group") throw new Error(`No group at ${path.join(".")}.`);
  return group;
}

function insertAt(root: ConditionGroup, path: Path, condition: Condition): ConditionGroup {
  return spliceAt(root, path, 0, condition);
}

function removeAt(root: ConditionGroup, path: Path): ConditionGroup {
  return spliceAt(root, path, 1);
}

function spliceAt(root: ConditionGroup, path: Path, removed: number, ...added: Condition[]): ConditionGroup {
  const parentPath = path.slice(0, -1);
  const parent = getGroup(root, parentPath);
  const conditions = parent.conditions.toSpliced(path.at(-1) ?? 0, removed, ...added);
  return replaceCondition(root, parentPath, { ...parent, conditions });
}

/** Why no condition may be added; null if one may. */
export function findAdditionLimit(root: ConditionGroup): string | null {
  return countConditions(root) >= maxConditions ? `${maxConditions} conditions are the limit.` : null;
}

/** Why the group at `path` may not contain groups; null if it may. */
export function findNestingLimit(path: Path): string | null {
  // The root is one deep.
  return path.length + 2 > maxGroupDepth ? `Groups may be ${maxGroupDepth} deep at most.` : null;
}
