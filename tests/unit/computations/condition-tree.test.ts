import { describe, expect, it } from "vitest";
import {
  appendCondition,
  findAdditionLimit,
  findNestingLimit,
  moveCondition,
  type Path,
  removeCondition,
  replaceCondition,
  type Step,
} from "@/components/computations/builder/condition-tree";
import type { Condition, ConditionGroup } from "@/lib/computations/schema/condition";

/** A group of texts and groups, such as `["a", ["b", "c"]]`. */
type Tree = (string | Tree)[];

function toGroup(tree: Tree): ConditionGroup {
  return { type: "group", match: "all", conditions: tree.map(toCondition) };
}

function toCondition(part: string | Tree): Condition {
  return typeof part === "string" ? { type: "segment", segmentId: part, not: false } : toGroup(part);
}

function toTree(group: ConditionGroup): Tree {
  return group.conditions.map((condition) => {
    if (condition.type === "group") return toTree(condition);
    return condition.type === "segment" ? condition.segmentId : condition.type;
  });
}

function move(tree: Tree, path: Path, step: Step) {
  const change = moveCondition(toGroup(tree), path, step);
  return change && { tree: toTree(change.root), focus: change.focus };
}

function remove(tree: Tree, path: Path) {
  const { root, focus } = removeCondition(toGroup(tree), path);
  return { tree: toTree(root), focus };
}

describe("appendCondition", () => {
  it("adds to the end of a nested group and focuses the new condition", () => {
    const { root, focus } = appendCondition(toGroup(["a", ["b"]]), [1], toCondition("c"));
    expect(toTree(root)).toEqual(["a", ["b", "c"]]);
    expect(focus).toEqual([1, 1]);
  });
});

describe("replaceCondition", () => {
  it("replaces a nested condition and keeps its neighbours", () => {
    const before = toGroup(["a", ["b", "c"]]);
    const after = replaceCondition(before, [1, 0], toCondition("d"));
    expect(toTree(after)).toEqual(["a", ["d", "c"]]);
    expect(after.conditions[0]).toBe(before.conditions[0]);
    expect(toTree(before)).toEqual(["a", ["b", "c"]]);
  });
});

describe("removeCondition", () => {
  it("focuses the next condition, or the previous one after the last", () => {
    expect(remove(["a", "b", "c"], [1])).toEqual({ tree: ["a", "c"], focus: [1] });
    expect(remove(["a", "b", "c"], [2])).toEqual({ tree: ["a", "b"], focus: [1] });
  });

  it("removes the groups that it leaves empty", () => {
    expect(remove(["a", [["b"]], "c"], [1, 0, 0])).toEqual({ tree: ["a", "c"], focus: [1] });
  });

  it("leaves no focus when the root becomes empty", () => {
    expect(remove([["a"]], [0, 0])).toEqual({ tree: [], focus: null });
  });
});

describe("moveCondition", () => {
  it("swaps with a neighbour", () => {
    expect(move(["a", "b", "c"], [1], -1)).toEqual({ tree: ["b", "a", "c"], focus: [0] });
    expect(move(["a", "b", "c"], [1], 1)).toEqual({ tree: ["a", "c", "b"], focus: [2] });
  });

  it("enters a neighbouring group at its nearest end", () => {
    expect(move(["a", ["b", "c"]], [0], 1)).toEqual({ tree: [["a", "b", "c"]], focus: [0, 0] });
    expect(move([["a", "b"], "c"], [1], -1)).toEqual({ tree: [["a", "b", "c"]], focus: [0, 2] });
  });

  it("leaves its group at its ends", () => {
    expect(move(["a", ["b", "c"]], [1, 0], -1)).toEqual({ tree: ["a", "b", ["c"]], focus: [1] });
    expect(move([["a", "b"], "c"], [0, 1], 1)).toEqual({ tree: [["a"], "b", "c"], focus: [1] });
  });

  it("removes the group that it leaves empty", () => {
    expect(move(["a", ["b"], "c"], [1, 0], 1)).toEqual({ tree: ["a", "b", "c"], focus: [1] });
    expect(move(["a", ["b"], "c"], [1, 0], -1)).toEqual({ tree: ["a", "b", "c"], focus: [1] });
  });

  it("moves a group past another one, which keeps the depth", () => {
    expect(move([["a"], ["b"]], [0], 1)).toEqual({ tree: [["b"], ["a"]], focus: [1] });
  });

  it("returns null at the ends of the root", () => {
    expect(move(["a", "b"], [0], -1)).toBeNull();
    expect(move(["a", "b"], [1], 1)).toBeNull();
  });

  it("visits every place and returns to the first one", () => {
    const start: Tree = ["a", ["b", ["c"]], "d"];
    let root = toGroup(start);
    let path: Path = [0];
    for (const step of [1, -1] as const) {
      for (;;) {
        const change = moveCondition(root, path, step);
        if (!change?.focus) break;
        root = change.root;
        path = change.focus;
      }
    }
    expect(toTree(root)).toEqual(start);
    expect(path).toEqual([0]);
  });
});

describe("limits", () => {
  it("counts the conditions of all groups", () => {
    const tree: Tree = Array.from({ length: 48 }, (_, index) => String(index));
    expect(findAdditionLimit(toGroup([...tree, ["x"]]))).toBeNull();
    expect(findAdditionLimit(toGroup([...tree, ["x", "y"]]))).toBe("50 conditions are the limit.");
  });

  it("allows groups five deep, the root included", () => {
    expect(findNestingLimit([0, 0, 0])).toBeNull();
    expect(findNestingLimit([0, 0, 0, 0])).toBe("Groups may be 5 deep at most.");
  });
});
