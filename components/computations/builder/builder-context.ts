"use client";

import { createContext, use } from "react";
import type { Condition } from "@/lib/computations/schema/condition";
import type { ConditionOptions } from "@/lib/computations/schema/explanation";
import type { Issue } from "@/lib/errors";
import type { Path, Step } from "./condition-tree";

export interface BuilderContextValue {
  options: ConditionOptions;
  disabled: boolean;
  issues: Issue[];
  /** Of the root group's path in issues. */
  pathPrefix: string;
  /** Why no condition may be added; null if one may. */
  additionLimit: string | null;
  change: (path: Path, condition: Condition) => void;
  /** Appends to the group at `path`. */
  add: (path: Path, condition: Condition) => void;
  /** Moves the focus to the condition that was added. */
  focusAdded: () => void;
  remove: (path: Path) => void;
  /** Null if the condition cannot move in this direction. */
  findMove: (path: Path, step: Step) => (() => void) | null;
}

export const BuilderContext = createContext<BuilderContextValue | null>(null);

export function useBuilder(): BuilderContextValue {
  const context = use(BuilderContext);
  if (!context) throw new Error("Render this inside ConditionBuilder.");
  return context;
}

/** Issues of one condition, without those of its parts. */
export interface ConditionIssues {
  messages: string[];
  /** Props for the control of a field, such as "test.value". */
  mark: (field: string) => { "aria-invalid": true | undefined; "aria-describedby": string | undefined };
}

export function useConditionIssues(path: Path, errorId: string): ConditionIssues {
  const { issues, pathPrefix } = useBuilder();
  const own = toIssuePath(pathPrefix, path);
  const found = issues.flatMap((issue) => {
    const field = issue.path === own ? "" : readField(issue.path, own);
    return field === null ? [] : [{ field, message: issue.message }];
  });
  return {
    messages: [...new Set(found.map(({ message }) => message))],
    mark: (field) => {
      const isMarked = found.some((issue) => issue.field === field || issue.field.startsWith(`${field}.`));
      return {
        "aria-invalid": isMarked || undefined,
        "aria-describedby": isMarked ? errorId : undefined,
      };
    },
  };
}

function toIssuePath(prefix: string, path: Path): string {
  const parts = path.flatMap((index) => ["conditions", String(index)]);
  return [prefix, ...parts].filter(Boolean).join(".");
}

/** Null if the issue belongs to another condition. */
function readField(issuePath: string, own: string): string | null {
  const start = own === "" ? "" : `${own}.`;
  if (!issuePath.startsWith(start)) return null;
  const field = issuePath.slice(start.length);
  return /^conditions\.\d/.test(field) ? null : field;
}
