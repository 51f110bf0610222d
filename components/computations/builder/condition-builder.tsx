"use client";

import { useEffect, useRef } from "react";
import type { ConditionGroup } from "@/lib/computations/schema/condition";
import type { ConditionOptions } from "@/lib/computations/schema/explanation";
import type { Issue } from "@/lib/errors";
import { BuilderContext } from "./builder-context";
import {
  appendCondition,
  type Change,
  findAdditionLimit,
  moveCondition,
  type Path,
  removeCondition,
  replaceCondition,
  type Step,
} from "./condition-tree";
import { GroupEditor } from "./group-editor";

interface ConditionBuilderProps {
  value: ConditionGroup;
  onChange: (value: ConditionGroup) => void;
  options: ConditionOptions;
  issues?: Issue[];
  /** Of the value's path in `issues`, such as "body.condition". */
  pathPrefix?: string;
  disabled?: boolean;
  /** The accessible name, such as "Conditions". */
  label: string;
}

const noIssues: Issue[] = [];

/** Where the focus goes after a change. */
type FocusRequest = { path: Path | null; target: "field" | "row" | Step };

/** Edits a condition. Empty choices are kept in the value, and its schema finds them. */
export function ConditionBuilder({
  value,
  onChange,
  options,
  issues = noIssues,
  pathPrefix = "",
  disabled = false,
  label,
}: ConditionBuilderProps) {
  const container = useRef<HTMLFieldSetElement>(null);
  const focusRequest = useRef<FocusRequest>(null);
  const focusRequested = () => {
    if (!focusRequest.current || !container.current) return;
    findFocusTarget(container.current, focusRequest.current)?.focus();
    focusRequest.current = null;
  };
  useEffect(() => {
    // The menu that adds a condition keeps the focus until it is closed.
    if (focusRequest.current?.target !== "field") focusRequested();
  });

  const apply = ({ root, focus }: Change, target: FocusRequest["target"]) => {
    focusRequest.current = { path: focus, target };
    onChange(root);
  };
  const context = {
    options,
    disabled,
    issues,
    pathPrefix,
    additionLimit: findAdditionLimit(value),
    change: (path: Path, condition: Parameters<typeof replaceCondition>[2]) =>
      onChange(replaceCondition(value, path, condition)),
    add: (path: Path, condition: Parameters<typeof appendCondition>[2]) =>
      apply(appendCondition(value, path, condition), "field"),
    focusAdded: focusRequested,
    remove: (path: Path) => apply(removeCondition(value, path), "row"),
    findMove: (path: Path, step: Step) => {
      const moved = moveCondition(value, path, step);
      return moved && (() => apply(moved, step));
    },
  };
  return (
    <BuilderContext value={context}>
      <fieldset ref={container} className="min-w-0">
        <legend className="sr-only">{label}</legend>
        <GroupEditor group={value} path={[]} />
      </fieldset>
    </BuilderContext>
  );
}

const fields = "input, select, button:not([data-row-action])";

function findFocusTarget(container: HTMLElement, { path, target }: FocusRequest): HTMLElement | null {
  if (!path) return container.querySelector("[data-add-condition]");
  const row = container.querySelector<HTMLElement>(`[data-condition="${path.join(".")}"]`);
  if (target === "field") return row?.querySelector<HTMLElement>(fields) ?? null;
  if (target === "row") return row?.querySelector<HTMLElement>("[data-row-action=remove]") ?? null;
  const [same, other] = target === 1 ? ["down", "up"] : ["up", "down"];
  return (
    row?.querySelector<HTMLElement>(`[data-row-action=${same}]:not([aria-disabled])`) ??
    row?.querySelector<HTMLElement>(`[data-row-action=${other}]`) ??
    null
  );
}
